import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { refuse } from '../../kernel/refusal.ts'
import { contentOf } from '../documents/documents.ts'
import * as publications from '../documents/publications.ts'
import type { Kind } from '../kind.ts'
import { announce, appendDue } from '../tape/tape.ts'
import { touchDocument } from '../touch.ts'
import { requireVisible } from './invariants.ts'
import { cancelPending, complete, insert } from './publish.ts'

export interface HoldOrder {
  readonly documentId: string
  /** For the newsroom; never public. */
  readonly reason: string
}

/**
 * Withdraws a visible article until it is released or retracted, and cancels a pending publication. Throws 409
 * `state-conflict` unless it is visible.
 */
export async function hold<Content>(write: Write, kind: Kind<Content>, { documentId, reason }: HoldOrder) {
  const visible = await clearPending(write, kind, documentId)
  requireVisible(visible, write.at)
  await publications.endAt(write, visible, write.at)
  await announce(write, visible, write.at, kind.removedType)
  await write.tx.insertInto('hold').values({ document_id: documentId, at: write.at, reason }).execute()
  await appendDue(write)
  await touchDocument(write.tx, { kind: kind.kind, id: documentId })
}

/**
 * Publishes a held article again: same revision and expiry, next version. Throws 409 `state-conflict` if it is not held
 * or has expired.
 */
export async function release<Content>(
  write: Write,
  kind: Kind<Content>,
  documentId: string,
): Promise<PublicationRow> {
  const held = await publications.newest(write.tx, documentId)
  if (!held || !(await publications.activeHold(write.tx, documentId))) {
    throw refuse('state-conflict', 'Only a held article can be released.')
  }
  if (held.expires_at && held.expires_at <= write.at)
    throw refuse('state-conflict', 'The held version has expired.')
  await closeHold(write, documentId)
  const content = await contentOf(write.tx, kind, documentId, held.revision)
  const publication = await insert(write, kind, content, {
    documentId,
    revision: held.revision,
    visibleFrom: write.at,
    expiresAt: held.expires_at,
    signal: 'update',
  })
  return complete(write, kind, publication, content)
}

/** Cancels a pending publication. Returns the newest one that remains. */
export async function clearPending<Content>(write: Write, kind: Kind<Content>, documentId: string) {
  const last = await publications.newest(write.tx, documentId)
  if (!last || !publications.isPending(last, write.at)) return last
  await cancelPending(write, kind, last)
  return publications.newest(write.tx, documentId)
}

export async function closeHold({ tx, at }: Write, documentId: string): Promise<void> {
  await tx
    .updateTable('hold')
    .set({ released_at: at })
    .where('document_id', '=', documentId)
    .where('released_at', 'is', null)
    .execute()
}
