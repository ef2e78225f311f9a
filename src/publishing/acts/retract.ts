import type { Write } from '../../db/database.ts'
import { refuse } from '../../kernel/refusal.ts'
import { newId } from '../../values/ids.ts'
import * as publications from '../documents/publications.ts'
import type { Kind } from '../kind.ts'
import { announce, appendDue } from '../tape/tape.ts'
import { touchDocument } from '../touch.ts'
import { clearPending, closeHold } from './hold.ts'
import { requireNotRetracted } from './invariants.ts'

export interface RetractOrder {
  readonly documentId: string
  /** `kill`: fundamentally wrong or unlawful. `withdrawal`: rights, duplicate, takedown. */
  readonly kind: 'kill' | 'withdrawal'
  /** Public notice, served instead of the article. */
  readonly notice: string
}

/**
 * Withholds an article permanently and at every moment, including past ones: the only write that changes past answers.
 * Applies to visible, held and expired articles, and cancels a pending publication. Throws 409 `state-conflict` if the
 * article was never public or is already retracted.
 */
export async function retract<Content>(
  write: Write,
  kind: Kind<Content>,
  order: RetractOrder,
): Promise<void> {
  const { tx, at } = write
  const { documentId } = order
  const last = await clearPending(write, kind, documentId)
  const firstVisibleFrom = await publications.firstVisibleFrom(tx, documentId)
  if (!last || !firstVisibleFrom)
    throw refuse('state-conflict', 'Only an article that is or was public can be retracted.')
  requireNotRetracted(last)
  if (publications.isVisible(last, at)) await publications.endAt(write, last, at)
  await closeHold(write, documentId)
  await tx
    .updateTable('publication')
    .set({ retracted_at: at })
    .where('document_id', '=', documentId)
    .execute()
  await tx
    .insertInto('retraction')
    .values({
      document_id: documentId,
      id: newId('cor'),
      kind: order.kind,
      notice: order.notice,
      at,
      first_visible_from: firstVisibleFrom,
    })
    .execute()
  await announce(write, last, at, 'article.retracted')
  await appendDue(write)
  await touchDocument(tx, { kind: kind.kind, id: documentId })
}
