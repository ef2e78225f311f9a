import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'
import { announce, removeAnnounced, type TapeType } from '../tape/tape.ts'

/** The newest publication of a document: the pending one, else the visible one, else the last one. */
export async function newest(tx: Queries, documentId: string): Promise<PublicationRow | undefined> {
  return (await newestOf(tx, { documentId })).at(0)
}

const newestOf = statement((db, { documentId }: { documentId: string }) =>
  db
    .selectFrom('publication')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('version', 'desc')
    .limit(1),
)

export const insertRow = statement((db, row: Omit<PublicationRow, 'retracted_at'>) =>
  db.insertInto('publication').values({
    id: row.id,
    document_id: row.document_id,
    kind: row.kind,
    version: row.version,
    revision: row.revision,
    signal: row.signal,
    name: row.name,
    locale: row.locale,
    published_at: row.published_at,
    updated_at: row.updated_at,
    visible_from: row.visible_from,
    visible_until: row.visible_until,
    expires_at: row.expires_at,
    recorded_at: row.recorded_at,
    derivation: row.derivation,
  }),
)

export const find = (tx: Queries, id: string): Promise<PublicationRow | undefined> =>
  tx.selectFrom('publication').selectAll().where('id', '=', id).executeTakeFirst()

/** When the document was first public, or will be. */
export async function firstVisibleFrom(tx: Queries, documentId: string): Promise<Instant | null> {
  return (await firstOf(tx, { documentId })).at(0)?.visible_from ?? null
}

const firstOf = statement((db, { documentId }: { documentId: string }) =>
  db
    .selectFrom('publication')
    .select('visible_from')
    .where('document_id', '=', documentId)
    .orderBy('version')
    .limit(1),
)

/** The hold that is in effect for an article. */
export async function activeHold(tx: Queries, documentId: string) {
  return (await activeHoldOf(tx, { documentId })).at(0)
}

const activeHoldOf = statement((db, { documentId }: { documentId: string }) =>
  db
    .selectFrom('hold')
    .select(['at', 'reason'])
    .where('document_id', '=', documentId)
    .where('released_at', 'is', null),
)

export const isPending = (publication: PublicationRow, at: Instant) => publication.visible_from > at

export const isVisible = (publication: PublicationRow, at: Instant) =>
  publication.retracted_at === null &&
  publication.visible_from <= at &&
  (publication.visible_until === null || at < publication.visible_until)

/** True once the publication's own expiry has passed, even if something else ended it earlier. */
export const isOver = ({ expires_at }: PublicationRow, at: Instant) => expires_at !== null && expires_at <= at

/** Ends a publication at `until`, which is not before this write, and removes announced entries of a later end. */
export async function endAt(write: Write, publication: PublicationRow, until: Instant): Promise<void> {
  await setEnd(write.tx, { id: publication.id, until })
  await removeAnnounced(write, publication.id)
}

const setEnd = statement((db, { id, until }: { id: string; until: Instant | null }) =>
  db.updateTable('publication').set({ visible_until: until }).where('id', '=', id),
)

/** Deletes a pending publication: restores the end of its predecessor and frees its version number. */
export async function removePending(
  write: Write,
  pending: PublicationRow,
  removedType: TapeType,
): Promise<void> {
  await write.tx.deleteFrom('publication').where('id', '=', pending.id).execute()
  const before = await newest(write.tx, pending.document_id)
  if (before?.visible_until !== pending.visible_from) return
  await setEnd(write.tx, { id: before.id, until: before.expires_at })
  await removeAnnounced(write, before.id)
  if (before.expires_at) await announce(write, before, before.expires_at, removedType)
}
