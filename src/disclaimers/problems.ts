import type { ProblemDefinition } from '../kernel/refusal.ts'

export const disclaimersProblems = {
  'too-many-rules': {
    status: 422,
    title: 'There are too many disclaimer rules',
    remedy: 'At most 500 rules can be in force at once. Merge some of them.',
  },
  'disclaimer-unresolved': {
    status: 503,
    title: 'A required disclaimer is missing',
    remedy:
      'A required disclaimer has no text for the requested jurisdiction and language, so the content is not served. Publish the text, or change the rule.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof disclaimersProblems> {}
}
