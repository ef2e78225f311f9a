import { z } from 'zod'
import type { ProblemDefinition } from '../kernel/refusal.ts'
import { InstantText } from '../values/time.ts'

const DisclaimerGap = z
  .object({
    rule: z.string().describe('Key of the rule'),
    locale: z.string().describe('Language of the content'),
    jurisdiction: z.string().nullable().describe('Jurisdiction of the reader; null: unknown'),
    from: InstantText.describe('First moment without a text'),
  })
  .meta({ id: 'DisclaimerGap', description: 'An audience that would lack a required disclaimer' })

export const deskProblems = {
  'self-approval': {
    status: 409,
    title: 'A revision cannot be approved by its author',
    remedy:
      'Approve with a key other than the one that wrote the revision. If you are the only editor, set REVIEW_REQUIRED=false.',
  },
  'publish-guard-failed': {
    status: 422,
    title: 'The content does not meet the requirements for publishing',
    remedy:
      'Fix everything listed in `errors`, whose pointers refer to the content. An edited article must be approved again; then publish the new revision.',
  },
  'disclaimer-required': {
    status: 409,
    title: 'A required disclaimer would be missing',
    remedy:
      '`requiredBy` lists the rule, language, jurisdiction and first moment of each gap. Publish a text that covers them, or change the rule first.',
    members: {
      requiredBy: z
        .array(DisclaimerGap)
        .optional()
        .describe('With `disclaimer-required`: the audiences that would have no text, at most twenty'),
    },
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof deskProblems> {}
}
