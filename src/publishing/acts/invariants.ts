import type { PublicationRow } from '../../db/tables.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Instant } from '../../values/time.ts'
import * as publications from '../documents/publications.ts'

/*
 * What the acts assert before they change anything, whoever calls them. These are invariants, not rules: what editors
 * may do is decided, and explained, by the workflow tables of the desk, which come first. Only a caller without a
 * workflow (sample, import, test) or a mistake in a table gets as far as these.
 */

/** `allowed`: the acts that are allowed now, where a workflow knows. */
export const publicationPending = (allowed?: readonly string[]): Refusal =>
  refuse('publication-pending', 'A publication waits for its moment. Cancel it first.', {
    ...(allowed && { members: { allowed } }),
  })

export function requireNothingPending(newest: PublicationRow | undefined, at: Instant): void {
  if (newest && publications.isPending(newest, at)) throw publicationPending()
}

export function requireVisible(
  publication: PublicationRow | undefined,
  at: Instant,
): asserts publication is PublicationRow {
  if (!publication || !publications.isVisible(publication, at))
    throw refuse('state-conflict', 'Only a visible article can be corrected or held.')
}

export function requireNotRetracted(newest: PublicationRow | undefined): void {
  if (newest?.retracted_at) throw refuse('state-conflict', 'The article is retracted, which is final.')
}
