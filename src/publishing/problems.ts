import { z } from 'zod'
import type { ProblemDefinition } from '../kernel/refusal.ts'

export const publishingProblems = {
  'unknown-sequence': {
    status: 400,
    title: 'The tape has not reached that entry',
    remedy:
      'The store was restored to an earlier state, or the number is wrong; `detail` names the last entry. If `page.tape` differs from what it was, entries were taken back: read the tape again, and whatever you keep.',
  },
  'state-conflict': {
    status: 409,
    title: 'The state does not allow this',
    remedy:
      'Read `detail`: it names the state that is required. On the desk, `allowed` lists the acts that are possible now.',
    members: {
      allowed: z
        .array(z.string())
        .optional()
        .describe('With `state-conflict` and `publication-pending`: the acts that are possible now'),
    },
  },
  'publication-pending': {
    status: 409,
    title: 'A publication is pending',
    remedy:
      'A document has at most one publication that is not yet visible. Cancel it, or wait until it becomes visible.',
  },
  'slug-taken': {
    status: 409,
    title: 'The name belongs to another document',
    remedy: 'Choose another slug or key.',
  },
  'external-id-taken': {
    status: 409,
    title: 'The external id belongs to another document',
    remedy: 'Find that document by `externalId` and change it, or choose another external id.',
  },
  'invalid-content': {
    status: 422,
    title: 'The content breaks a rule of its kind',
    remedy: 'Read `errors`: each entry points to a field.',
  },
  'invalid-interval': {
    status: 422,
    title: 'The interval would end before it begins',
    remedy: 'Choose an `expiresAt` after the moment at which the publication becomes visible.',
  },
  'published-in-the-future': {
    status: 422,
    title: 'The editorial date is in the future',
    remedy:
      '`publishedAt` can be earlier than the moment of publication, but not later. To publish later, use `publishAt`.',
  },
  'clock-behind': {
    status: 503,
    title: 'The clock of the server is behind',
    remedy:
      'The clock was ahead for a time, and then set right. Until it has passed the last instant of the store, nothing can be published, since an embargo would not hold. `Retry-After` says how long that takes. Reading, editing, holding and retracting go on.',
  },
  'not-yet': {
    status: 503,
    title: 'This node has not reached that tape entry',
    remedy: 'Try again after `Retry-After` seconds: the tape entry `minSeq` has not arrived at this node.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof publishingProblems> {}
}
