import { z } from 'zod'
import type { ProblemDefinition } from '../kernel/refusal.ts'

/** Problems of references. */
export const referencesProblems = {
  'identifier-taken': {
    status: 409,
    title: 'The identifier belongs to another reference',
    remedy: 'An identifier (scheme and value) names one thing. Read `errors`.',
  },
  'reference-in-use': {
    status: 409,
    title: 'The reference is still used',
    remedy: 'Publications or other references refer to it. `referredToBy` counts them and names some.',
    members: {
      referredToBy: z
        .object({
          count: z.int().describe('How many refer to it, counted up to a thousand'),
          some: z.array(z.string()).describe('A few of them, of those that are public'),
        })
        .optional()
        .describe('With `reference-in-use`: what refers to it'),
    },
  },
  'unknown-reference': {
    status: 422,
    title: 'A reference does not exist',
    remedy: 'Read `errors`, and put the entity, instrument, topic or disclaimer rule first.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof referencesProblems> {}
}
