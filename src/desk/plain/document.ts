import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Kind } from '../../publishing/kind.ts'
import type { Instant } from '../../values/time.ts'
import { type DeskDocument, publicationOf, requireDocument, standingOf } from '../documents/documents.ts'
import { wasPublic } from '../documents/store.ts'
import { type Act, allowedActs, isAllowed, type Situation, type State } from './workflow.ts'

/** A menu or disclaimer as its editors see it, and where it is on its way. */
export interface PlainDocument<Content> extends DeskDocument<Content> {
  readonly state: State
  readonly situation: Situation
  readonly pending: PublicationRow | null
  readonly visible: PublicationRow | null
}

/** Reads a document as of the moment. Throws 404. */
export async function requirePlain<Content>(
  db: Queries,
  kind: Kind<Content>,
  id: string,
  at: Instant,
): Promise<PlainDocument<Content>> {
  const document = await requireDocument(db, kind, id)
  const { pending, visible } = standingOf(document, at)
  const isDiscarded = document.discardedAt !== null
  const isPublished = await wasPublic(db, id, document.revision, at)
  return {
    ...document,
    pending,
    visible,
    state: isDiscarded ? 'discarded' : isPublished ? 'published' : 'draft',
    situation: {
      isDiscarded,
      isPending: pending !== null,
      isVisible: visible !== null,
      wasPublic: (pending ? document.before : document.publication) !== null,
    },
  }
}

/**
 * Throws 409 `publication-pending` where only a waiting publication stands in the way, else 409 `state-conflict`;
 * both say in `allowed` what may be done now.
 */
export function requireAllowed(act: Act, { situation, state }: PlainDocument<unknown>): void {
  if (isAllowed(act, situation)) return
  const members = { allowed: allowedActs(situation) }
  if (isAllowed(act, { ...situation, isPending: false }))
    throw refuse('publication-pending', 'A publication waits for its moment. Cancel it first.', {
      members,
    })
  throw refuse('state-conflict', `In its state, ${state}, this cannot be done to it: ${act}.`, {
    members,
  })
}

/** What the desk says of a document besides its content. */
export const workflowOf = ({ pending, visible, ...document }: PlainDocument<unknown>) => ({
  id: document.id,
  revision: document.revision,
  state: document.state,
  author: document.author,
  publications: { pending: pending && publicationOf(pending), visible: visible && publicationOf(visible) },
  createdAt: document.createdAt,
  changedAt: document.changedAt,
  allowed: allowedActs(document.situation),
})
