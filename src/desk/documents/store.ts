import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { DocumentKind, PublicationRow } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

interface OneDocument {
  readonly kind: DocumentKind
  readonly id: string
}

const documentWithRevision = statement((db, { kind, id }: OneDocument) =>
  db
    .selectFrom('document')
    .innerJoin('revision', 'revision.document_id', 'document.id')
    .select([
      'document.id',
      'document.created_at',
      'document.change',
      'document.changed_at',
      'document.external_id',
      'document.discarded_at',
      'revision.revision',
      'revision.content',
      'revision.author',
      'revision.created_at as revised_at',
    ])
    .where('document.id', '=', id)
    .where('document.kind', '=', kind)
    .orderBy('revision.revision', 'desc')
    .limit(1),
)

/** A document of the kind with its newest revision. */
export async function findDocument(db: Queries, kind: DocumentKind, id: string) {
  return (await documentWithRevision(db, { kind, id })).at(0)
}

/** The newest publication of a document and the one before it: at most one of the two is pending. */
export const lastPublications = statement((db, { documentId }: { documentId: string }) =>
  db
    .selectFrom('publication')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('version', 'desc')
    .limit(2),
) as (db: Queries, values: { documentId: string }) => Promise<PublicationRow[]>

const retractionOf = statement((db, { documentId }: { documentId: string }) =>
  db.selectFrom('retraction').select(['kind', 'notice', 'at']).where('document_id', '=', documentId),
)

export async function findRetraction(db: Queries, documentId: string) {
  return (await retractionOf(db, { documentId })).at(0)
}

/** Revisions of a document below a number, newest first. */
export const listRevisions = statement(
  (db, { documentId, below, limit }: { documentId: string; below: number; limit: number }) =>
    db
      .selectFrom('revision')
      .select(['revision', 'content', 'created_at', 'author'])
      .where('document_id', '=', documentId)
      .where('revision', '<', below)
      .orderBy('revision', 'desc')
      .limit(limit),
)

const oneRevision = statement((db, { documentId, revision }: { documentId: string; revision: number }) =>
  db
    .selectFrom('revision')
    .select(['revision', 'content', 'created_at', 'author'])
    .where('document_id', '=', documentId)
    .where('revision', '=', revision),
)

export async function findRevision(db: Queries, documentId: string, revision: number) {
  return (await oneRevision(db, { documentId, revision })).at(0)
}

interface OneRevision {
  readonly documentId: string
  readonly revision: number
}

const publicationsOf = statement((db, { documentId, revision, at }: OneRevision & { readonly at: Instant }) =>
  db
    .selectFrom('publication')
    .select('id')
    .where('document_id', '=', documentId)
    .where('revision', '=', revision)
    .where('visible_from', '<=', at)
    .limit(1),
)

/** True if the revision is or was public by the moment. */
export const wasPublic = async (db: Queries, documentId: string, revision: number, at: Instant) =>
  (await publicationsOf(db, { documentId, revision, at })).length > 0

/** Gives up a document that was never public: its names and its external id are free again. */
export async function discardDocument({ tx, at }: Write, id: string): Promise<void> {
  await tx.deleteFrom('document_name').where('document_id', '=', id).execute()
  await tx.updateTable('document').set({ discarded_at: at, external_id: null }).where('id', '=', id).execute()
}
