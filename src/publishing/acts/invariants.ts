import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { isSetBack } from '../../kernel/clock.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Instant } from '../../values/time.ts'
import * as publications from '../documents/publications.ts'

/*
 * Assertions of the acts, for every caller. What editors may do is decided and explained earlier, by the workflow tables
 * of the desk; only callers without a workflow (sample, import, tests) or a mistake in a table get as far as these.
 */

/** `allowed`: the acts that are possible now, if a workflow knows them. */
export const publicationPending = (allowed?: readonly string[]): Refusal =>
  refuse('publication-pending', 'A publication is pending. Cancel it first.', {
    ...(allowed && { members: { allowed } }),
  })

export function requireNothingPending(newest: PublicationRow | undefined, at: Instant): void {
  if (newest && publications.isPending(newest, at)) throw publicationPending()
}

/** A publication would begin at the last instant, however long it should be held back. */
export function requireClock({ clockBehindMs }: Write): void {
  if (!isSetBack(clockBehindMs)) return
  const seconds = Math.ceil(clockBehindMs / 1_000)
  throw refuse(
    'clock-behind',
    `The clock of the server is ${seconds} seconds behind the last instant of the store. Publish when it has caught up.`,
    { headers: { 'retry-after': String(seconds) } },
  )
}

export function requireVisible(
  publication: PublicationRow | undefined,
  at: Instant,
): asserts publication is PublicationRow {
  if (!publication || !publications.isVisible(publication, at))
    throw refuse('state-conflict', 'Only a visible article can be corrected or held.')
}

export function requireNotRetracted(newest: PublicationRow | undefined): void {
  if (newest?.retracted_at) throw refuse('state-conflict', 'The article is retracted. A retraction is final.')
}
