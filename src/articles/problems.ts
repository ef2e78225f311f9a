import { z } from 'zod'
import type { ProblemDefinition } from '../kernel/refusal.ts'
import { InstantText } from '../values/time.ts'

/** Problems of articles on the delivery side. */
export const articlesProblems = {
  'article-retracted': {
    status: 410,
    title: 'The article was retracted',
    remedy: 'Remove every copy and show `notice` in its place. The article does not come back.',
    members: {
      notice: z.string().optional().describe('With `article-retracted`: what readers are to be told'),
      retractionKind: z
        .string()
        .optional()
        .describe(
          'With `article-retracted`: `kill` (fundamentally wrong or unlawful) or `withdrawal` (rights, duplicate, takedown)',
        ),
      retractedAt: InstantText.optional().describe('With `article-retracted`: when it was withdrawn'),
    },
  },
  'unavailable-for-legal-reasons': {
    status: 451,
    title: 'Not available in this jurisdiction',
    remedy:
      'The article may not be shown in the asked jurisdiction. Do not show it there from another source either.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof articlesProblems> {}
}
