import type { ProblemDefinition } from '../kernel/refusal.ts'

export const eventsProblems = {
  'too-many-streams': {
    status: 429,
    title: 'Too many streams',
    remedy:
      'Close a stream, or try again after `Retry-After` seconds; `detail` says whose limit is reached. Polling `/v1/events` gives the same entries.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof eventsProblems> {}
}
