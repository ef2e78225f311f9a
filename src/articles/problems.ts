import { z } from 'zod'
import type { ProblemDefinition } from '../kernel/refusal.ts'
import { InstantText } from '../values/time.ts'

export const articlesProblems = {
  'article-retracted': {
    status: 410,
    title: 'The article was retracted',
    remedy: 'Delete every copy and show `notice` instead. A retraction is permanent.',
    members: {
      notice: z.string().optional().describe('With `article-retracted`: the notice to show to readers'),
      retractionKind: z
        .string()
        .optional()
        .describe(
          'With `article-retracted`: `kill` (fundamentally wrong or unlawful) or `withdrawal` (rights, duplicate, takedown)',
        ),
      retractedAt: InstantText.optional().describe('With `article-retracted`: when it was retracted'),
    },
  },
  'unavailable-for-legal-reasons': {
    status: 451,
    title: 'Not available in this jurisdiction',
    remedy:
      'The article must not be shown in the requested jurisdiction. Do not show it there from another source either.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof articlesProblems> {}
}
