import type { ProblemDefinition } from '../kernel/refusal.ts'

/** Problems of disclaimers. */
export const disclaimersProblems = {
  'too-many-rules': {
    status: 422,
    title: 'There are too many disclaimer rules',
    remedy: 'At most 500 rules are in force at one time. Join some of them.',
  },
  'disclaimer-unresolved': {
    status: 503,
    title: 'A required disclaimer is missing',
    remedy:
      'What must stand beside this content cannot be found for the asked place and language, so it is not served. Publish the text, or change the rule.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof disclaimersProblems> {}
}
