import type { Selectable } from 'kysely'
import type { Queries, Write } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Instant } from '../values/time.ts'
import { announce, type TapeType, takeBack } from './tape.ts'

export type PublicationRow = Selectable<Tables['publication']>

/** The newest publication of a document: the pending one, else the visible one, else the last that was. */
export const newest = (tx: Queries, documentId: string): Promise<PublicationRow | undefined> =>
  tx
    .selectFrom('publication')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()

export const find = (tx: Queries, id: string): Promise<PublicationRow | undefined> =>
  tx.selectFrom('publication').selectAll().where('id', '=', id).executeTakeFirst()

/** The first moment at which any version of the document was, or will be, public. */
export async function firstVisibleFrom(tx: Queries, documentId: string): Promise<Instant | null> {
  const row = await tx
    .selectFrom('publication')
    .select('visible_from')
    .where('document_id', '=', documentId)
    .orderBy('version')
    .limit(1)
    .executeTakeFirst()
  return row?.visible_from ?? null
}

/** The hold that an article is under, if it is. */
export const activeHold = (tx: Queries, documentId: string) =>
  tx
    .selectFrom('hold')
    .select(['at', 'reason'])
    .where('document_id', '=', documentId)
    .where('released_at', 'is', null)
    .executeTakeFirst()

export const isPending = (publication: PublicationRow, at: Instant) => publication.visible_from > at

export const isVisible = (publication: PublicationRow, at: Instant) =>
  publication.retracted_at === null &&
  publication.visible_from <= at &&
  (publication.visible_until === null || at < publication.visible_until)

/** Ends a publication at `until`, which is not before this write. What was announced for a later end is taken back. */
export async function endAt(write: Write, publication: PublicationRow, until: Instant): Promise<void> {
  await write.tx
    .updateTable('publication')
    .set({ visible_until: until })
    .where('id', '=', publication.id)
    .execute()
  await takeBack(write, publication.id)
}

/** Removes a pending publication as if it had never been: its predecessor lives on, its version number is free. */
export async function removePending(
  write: Write,
  pending: PublicationRow,
  removedType: TapeType,
): Promise<void> {
  await write.tx.deleteFrom('publication').where('id', '=', pending.id).execute()
  const before = await newest(write.tx, pending.document_id)
  if (before?.visible_until !== pending.visible_from) return
  await write.tx
    .updateTable('publication')
    .set({ visible_until: before.expires_at })
    .where('id', '=', before.id)
    .execute()
  await takeBack(write, before.id)
  if (before.expires_at) await announce(write.tx, before.expires_at, before.id, removedType)
}
