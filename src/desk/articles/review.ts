import type { Write } from '../../db/database.ts'
import { refuse } from '../../kernel/refusal.ts'
import { raiseChange } from '../../publishing/documents/documents.ts'
import { requireAllowed } from '../documents/document.ts'
import { allowedActs } from '../documents/workflow.ts'
import type { DeskArticle } from './kind.ts'
import { addDecision } from './store.ts'
import { articleWorkflow } from './workflow.ts'

const decisions = {
  submit: 'submitted',
  approve: 'approved',
  'request-changes': 'changes-requested',
} as const
export type ReviewAct = keyof typeof decisions

/**
 * Records a review decision on the newest revision only: a later revision starts as a draft. Throws 409
 * `state-conflict`, or 409 `self-approval` if the deciding key wrote the revision.
 */
export async function decide(
  write: Write,
  act: ReviewAct,
  { id, revision, author, situation }: DeskArticle,
  by: string,
  reason: string | null,
): Promise<void> {
  requireAllowed(articleWorkflow, act, situation)
  if (act === 'approve' && by === author) {
    const allowed = allowedActs(articleWorkflow, situation).filter((one) => one !== 'approve')
    throw refuse('self-approval', 'This key wrote the revision. Approve it with another key.', {
      members: { allowed },
    })
  }
  await addDecision(write, { document_id: id, revision, decision: decisions[act], by, reason })
  await raiseChange(write, id)
}
