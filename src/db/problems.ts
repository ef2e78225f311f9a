import type { ProblemDefinition, Refusal } from '../kernel/refusal.ts'

/** Problems of the store. */
export const dbProblems = {
  'storage-full': {
    status: 503,
    title: 'The store is full',
    remedy: 'Reading goes on. Writing works again once there is space.',
  },
  'storage-unavailable': {
    status: 503,
    title: 'The store cannot be used',
    remedy: 'Try again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof dbProblems> {}
}

/** True where the store itself is at fault, and not what was asked of it. */
export const isStoreProblem = ({ code }: Refusal): boolean => Object.hasOwn(dbProblems, code)
