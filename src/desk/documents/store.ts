import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { DocumentKind, PublicationRow, Tables } from '../../db/tables.ts'
import { newestRevisionOf, storeLinks } from '../../publishing/documents/links.ts'
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
      'document.discarded_at',
      'revision.revision',
      'revision.content',
      'revision.author',
    ])
    .where('document.id', '=', id)
    .where('document.kind', '=', kind)
    .orderBy('revision.revision', 'desc')
    .limit(1),
)

/** A document with its newest revision; undefined if the id belongs to another kind. */
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

/** `id` is the id of the public notice. */
export type Retraction = Pick<Tables['retraction'], 'id' | 'kind' | 'notice' | 'at'>
export type Hold = Pick<Tables['hold'], 'at' | 'reason'>

const retractionOf = statement((db, { documentId }: { documentId: string }) =>
  db.selectFrom('retraction').select(['id', 'kind', 'notice', 'at']).where('document_id', '=', documentId),
)

export async function findRetraction(db: Queries, documentId: string): Promise<Retraction | null> {
  return (await retractionOf(db, { documentId })).at(0) ?? null
}

interface OneRevision {
  readonly documentId: string
  readonly revision: number
}

export interface RevisionRow {
  readonly revision: number
  readonly content: string
  readonly created_at: Instant
  readonly author: string
}

/** Numbers of the revisions less than `below`, newest first. Their contents, of up to 1 MiB, are read one by one. */
export const listRevisions = statement(
  (db, { documentId, below, limit }: { documentId: string; below: number; limit: number }) =>
    db
      .selectFrom('revision')
      .select('revision')
      .where('document_id', '=', documentId)
      .where('revision', '<', below)
      .orderBy('revision', 'desc')
      .limit(limit),
)

const oneRevision = statement((db, { documentId, revision }: OneRevision) =>
  db
    .selectFrom('revision')
    .select(['revision', 'content', 'created_at', 'author'])
    .where('document_id', '=', documentId)
    .where('revision', '=', revision),
)

export async function findRevision(db: Queries, documentId: string, revision: number) {
  return (await oneRevision(db, { documentId, revision })).at(0)
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

/** True if the revision was visible at the moment or at any time before it. */
export const wasPublic = async (db: Queries, documentId: string, revision: number, at: Instant) =>
  (await publicationsOf(db, { documentId, revision, at })).length > 0

/** Marks a document as discarded; it gives up its names, external id and links. */
export async function markDiscarded({ tx, at }: Write, id: string): Promise<void> {
  await storeLinks(tx, newestRevisionOf(id), [])
  await tx.deleteFrom('document_name').where('document_id', '=', id).execute()
  await tx.updateTable('document').set({ discarded_at: at, external_id: null }).where('id', '=', id).execute()
}

/** A review decision; `by` is a key id. */
export type Review = Pick<Tables['review'], 'decision' | 'by' | 'at' | 'reason'>

const newestDecision = statement((db, { documentId, revision }: OneRevision) =>
  db
    .selectFrom('review')
    .select(['decision', 'by', 'at', 'reason'])
    .where('document_id', '=', documentId)
    .where('revision', '=', revision)
    .orderBy('at', 'desc')
    .limit(1),
)

export async function findDecision(
  db: Queries,
  documentId: string,
  revision: number,
): Promise<Review | null> {
  return (await newestDecision(db, { documentId, revision })).at(0) ?? null
}
