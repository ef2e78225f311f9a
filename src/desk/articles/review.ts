import type { Write } from '../../db/database.ts'
import { refuse } from '../../kernel/refusal.ts'
import { touch } from '../documents/documents.ts'
import { type DeskArticle, requireAllowed } from './article.ts'
import { addDecision } from './store.ts'
import { allowedActs } from './workflow.ts'

const decisions = {
  submit: 'submitted',
  approve: 'approved',
  'request-changes': 'changes-requested',
} as const
export type ReviewAct = keyof typeof decisions

/**
 * Decides about the newest revision, and it alone: another revision begins as a draft again. Throws 409
 * `state-conflict`, and 409 `self-approval` for the key that wrote the revision.
 */
export async function decide(
  write: Write,
  act: ReviewAct,
  article: DeskArticle,
  { by, reason }: { readonly by: string; readonly reason: string | null },
): Promise<void> {
  requireAllowed(act, article)
  if (act === 'approve' && by === article.author) {
    const allowed = allowedActs(article.situation).filter((one) => one !== 'approve')
    throw refuse('self-approval', 'Another key than the one that wrote the revision has to approve it.', {
      members: { allowed },
    })
  }
  const { id, revision } = article
  await addDecision(write, { documentId: id, revision, decision: decisions[act], by, reason })
  await touch(write, id)
}
