import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { DocumentKind, ReferenceKind, Tables } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

/** Maximum number of faulty rows read per query. */
const faultsMax = 20

type CountedTable = Exclude<keyof Tables, 'store_state'>

/** The only unbounded query here. */
export async function countOf(db: Queries, table: CountedTable): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return rows
}

export interface StoredRevision {
  readonly document_id: string
  readonly revision: number
  readonly content: string
  readonly kind: DocumentKind
  readonly discarded_at: Instant | null
  readonly external_id: string | null
  readonly story_key: string | null
  readonly translation_of: string | null
  readonly translation_version: number | null
  readonly derivation: number
}

/** Revisions after the given one, with columns of their document. */
export const nextRevisions = statement(
  (db, { documentId, revision, limit }: { documentId: string; revision: number; limit: number }) =>
    db
      .selectFrom('revision')
      .innerJoin('document', 'document.id', 'revision.document_id')
      .select(['revision.document_id', 'revision.revision', 'revision.content'])
      .select(['document.kind', 'document.discarded_at', 'document.external_id', 'document.story_key'])
      .select(['document.translation_of', 'document.translation_version', 'document.derivation'])
      .where(sql<boolean>`(revision.document_id, revision.revision) > (${documentId}, ${revision})`)
      .orderBy('revision.document_id')
      .orderBy('revision.revision')
      .limit(limit),
)

export const documentsWithoutRevision = (db: Queries) =>
  db
    .selectFrom('document')
    .select('id')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('revision').select('revision').whereRef('revision.document_id', '=', 'document.id'),
        ),
      ),
    )
    .limit(faultsMax)
    .execute()

const nameRows = statement((db, { documentId }: { documentId: string }) =>
  db.selectFrom('document_name').select(['kind', 'name', 'locale']).where('document_id', '=', documentId),
)

export const namesOf = (db: Queries, documentId: string) => nameRows(db, { documentId })

/** Publications with their revision, rendition and retraction. */
export const nextPublications = (
  db: Queries,
  { documentId, version }: { readonly documentId: string; readonly version: number },
  limit: number,
) =>
  db
    .selectFrom('publication')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.document_id', '=', 'publication.document_id')
        .onRef('revision.revision', '=', 'publication.revision'),
    )
    .innerJoin('document', 'document.id', 'publication.document_id')
    .leftJoin('rendition', 'rendition.publication_id', 'publication.id')
    .leftJoin('retraction', 'retraction.document_id', 'publication.document_id')
    .selectAll('publication')
    .select([
      'revision.content as source',
      'document.kind as document_kind',
      'retraction.at as retraction_at',
    ])
    .select(['rendition.content', 'rendition.body', 'rendition.traits', 'rendition.sha256'])
    .where(sql<boolean>`(publication.document_id, publication.version) > (${documentId}, ${version})`)
    .orderBy('publication.document_id')
    .orderBy('publication.version')
    .limit(limit)
    .execute()
export type StoredPublication = Awaited<ReturnType<typeof nextPublications>>[number]

/** Ids of publications that have links but do not exist. */
export const orphanLinks = (db: Queries) =>
  db
    .selectFrom('document_link')
    .leftJoin('publication', 'publication.id', 'document_link.publication_id')
    .select('document_link.publication_id')
    .distinct()
    .where('document_link.publication_id', '<>', '')
    .where('publication.id', 'is', null)
    .limit(faultsMax)
    .execute()

/** Ids of publications that have terms but do not exist. */
export const orphanTerms = (db: Queries) =>
  db
    .selectFrom('publication_term')
    .select('publication_id')
    .distinct()
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('publication')
            .select('id')
            .whereRef('publication.id', '=', 'publication_term.publication_id'),
        ),
      ),
    )
    .limit(faultsMax)
    .execute()

const entryRows = statement((db, { id }: { id: string }) =>
  db.selectFrom('tape').select(['seq', 'type', 'at', 'subject', 'version']).where('publication_id', '=', id),
)

export const entriesOf = (db: Queries, id: string) => entryRows(db, { id })

const dueRows = statement((db, { id }: { id: string }) =>
  db.selectFrom('due').select(['type', 'at']).where('publication_id', '=', id),
)

export const dueOf = (db: Queries, id: string) => dueRows(db, { id })

export const nextEntries = statement((db, { after, limit }: { after: number; limit: number }) =>
  db.selectFrom('tape').selectAll().where('seq', '>', after).orderBy('seq').limit(limit),
)

const boundRows = statement((db, { kind, key, at }: { kind: ReferenceKind; key: string; at: Instant }) =>
  db
    .selectFrom('reference')
    .select('key')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where(({ eb, or }) => or([eb('visible_from', '=', at), eb('visible_until', '=', at)]))
    .limit(1),
)

/** True if a state of the reference starts or ends at the moment. */
export async function isReferenceBound(
  db: Queries,
  kind: string,
  key: string,
  at: Instant,
): Promise<boolean> {
  return (await boundRows(db, { kind: kind as ReferenceKind, key, at })).length > 0
}

export const storeState = (db: Queries) =>
  db.selectFrom('store_state').select(['instant', 'epoch', 'lineage']).executeTakeFirstOrThrow()
