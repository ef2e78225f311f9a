import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

export async function addDecision({ tx, at }: Write, decision: Omit<Tables['review'], 'at'>): Promise<void> {
  await tx
    .insertInto('review')
    .values({ ...decision, at })
    .execute()
}

/** The correction notice that was published with a version. */
export const findCorrection = (db: Queries, publicationId: string) =>
  db
    .selectFrom('correction')
    .select(['id', 'version', 'kind', 'severity', 'block_key', 'was', 'now_is', 'note', 'at'])
    .where('publication_id', '=', publicationId)
    .executeTakeFirstOrThrow()

const staleTranslations = statement(
  (db, { id, version, revision, limit }: { id: string; version: number; revision: number; limit: number }) =>
    db
      .selectFrom('document')
      .leftJoin('publication', (join) =>
        join
          .onRef('publication.document_id', '=', 'document.translation_of')
          .onRef('publication.version', '=', 'document.translation_version'),
      )
      .select('document.id')
      .where('document.translation_of', '=', id)
      .where('document.translation_version', '<', version)
      .where('document.discarded_at', 'is', null)
      .where((row) =>
        row.or([row('publication.revision', 'is', null), row('publication.revision', '<>', revision)]),
      )
      .orderBy('document.id')
      .limit(limit),
)

/** Ids of translations whose stated source version is older than the given one and has a different text. */
export async function findStaleTranslations(
  db: Queries,
  id: string,
  { version, revision }: { readonly version: number; readonly revision: number },
  limit: number,
): Promise<string[]> {
  return (await staleTranslations(db, { id, version, revision, limit })).map((row) => row.id)
}

const newestBegun = statement((db, { documentId, at }: { documentId: string; at: Instant }) =>
  db
    .selectFrom('publication')
    .select(['version', 'revision'])
    .where('document_id', '=', documentId)
    .where('visible_from', '<=', at)
    .orderBy('version', 'desc')
    .limit(1),
)

export async function findNewestStarted(db: Queries, documentId: string, at: Instant) {
  return (await newestBegun(db, { documentId, at })).at(0) ?? null
}

const revisionOfVersion = statement((db, { documentId, version }: { documentId: string; version: number }) =>
  db
    .selectFrom('publication')
    .select('revision')
    .where('document_id', '=', documentId)
    .where('version', '=', version),
)

export async function findRevisionOf(db: Queries, documentId: string, version: number) {
  return (await revisionOfVersion(db, { documentId, version })).at(0)?.revision ?? null
}
