import { accessActs, accessScopes } from './access/scopes.ts'
import { articlesProblems } from './articles/problems.ts'
import { dbProblems } from './db/problems.ts'
import { deskActs } from './desk/audit-acts.ts'
import { deskProblems } from './desk/problems.ts'
import { deskScopes } from './desk/scopes.ts'
import { disclaimersProblems } from './disclaimers/problems.ts'
import { eventsProblems } from './events/problems.ts'
import type { AuditAct, ScopeTable } from './http/endpoints/access.ts'
import { httpProblems } from './http/protocol/problems.ts'
import type { ProblemTable } from './kernel/refusal.ts'
import { createClockWatch } from './ops/clock-watch.ts'
import { publishingProblems } from './publishing/problems.ts'
import { createTapeFollower } from './publishing/tape/follow.ts'
import { referencesProblems } from './references/problems.ts'
import { createSegmentMerger } from './search/merge-segments.ts'
import { createDeliveries } from './webhooks/delivery/worker.ts'
import { webhooksProblems } from './webhooks/problems.ts'
import { webhooksActs, webhooksScopes } from './webhooks/scopes.ts'

/** Background workers of a server process. */
export const workers = [createTapeFollower, createClockWatch, createSegmentMerger, createDeliveries]

/** Every problem code. Codes are stable; new ones may be added. */
export const problems: ProblemTable = {
  ...httpProblems,
  ...dbProblems,
  ...publishingProblems,
  ...referencesProblems,
  ...disclaimersProblems,
  ...articlesProblems,
  ...eventsProblems,
  ...deskProblems,
  ...webhooksProblems,
}

/** Every scope that a key may have. */
export const scopes: ScopeTable = { ...deskScopes, ...accessScopes, ...webhooksScopes }

/** Every act that the audit trail records. */
export const auditActs: readonly [AuditAct, ...AuditAct[]] = [...deskActs, ...accessActs, ...webhooksActs]
