import type { ProblemDefinition, Refusal } from '../kernel/refusal.ts'

export const dbProblems = {
  'storage-full': {
    status: 503,
    title: 'The store is full',
    remedy: 'Reads still work. Writes will work again once there is space.',
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

/** True if the store is at fault rather than the request. */
export const isStoreProblem = ({ code }: Refusal): boolean => Object.hasOwn(dbProblems, code)
