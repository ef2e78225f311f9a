import { z } from 'zod'
import type { ProblemDefinition } from '../kernel/refusal.ts'
import { InstantText } from '../values/time.ts'

/** Problems of the desk. */
export const deskProblems = {
  'self-approval': {
    status: 409,
    title: 'Authors do not approve their own revisions',
    remedy: 'Use another key than the one that wrote the revision. A desk of one sets REVIEW_REQUIRED=false.',
  },
  'publish-guard-failed': {
    status: 422,
    title: 'Something stands against publishing',
    remedy:
      'Read `errors`, which lists everything: each entry points into the content. Edit it, have an article approved again, and publish that revision.',
  },
  'disclaimer-required': {
    status: 409,
    title: 'A required disclaimer would be missing',
    remedy:
      '`requiredBy` says for which rule, language and jurisdiction, and from when on. Publish a text that covers them, or change the rule first.',
    members: {
      requiredBy: z
        .array(
          z.object({
            rule: z.string().describe('Key of the rule'),
            locale: z.string().describe('Language of the content'),
            jurisdiction: z.string().nullable().describe('Place of the reader; null: not known'),
            from: InstantText.describe('From when on it would be missing'),
          }),
        )
        .optional()
        .describe('With `disclaimer-required`: where there would be no text, up to twenty'),
    },
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof deskProblems> {}
}
