import { z } from 'zod'
import type { ProblemDefinition } from '../kernel/refusal.ts'

export const referencesProblems = {
  'identifier-taken': {
    status: 409,
    title: 'The identifier belongs to another reference',
    remedy:
      'An identifier (scheme and value) can belong to one reference only. `errors` lists the ones that are taken.',
  },
  'reference-in-use': {
    status: 409,
    title: 'The reference is still in use',
    remedy:
      'Documents or other references refer to it. `referredToBy` counts them, names some and has the address that lists all. Remove these uses first, or retire the reference (`retired`).',
    members: {
      referredToBy: z
        .object({
          count: z.int().describe('Number of uses, counted up to 1,000'),
          some: z
            .array(z.string())
            .describe('The first ones that the key may know of: ids of documents, `kind/key` of references'),
          uses: z.string().describe('Relative URL of the list of all uses'),
        })
        .meta({ id: 'ReferenceUses', description: 'What refers to a reference' })
        .optional()
        .describe('With `reference-in-use`: what refers to it'),
    },
  },
  'retired-reference': {
    status: 422,
    title: 'A reference is retired',
    remedy:
      'What is published or put anew cannot refer to a retired entity, instrument or topic. Remove those that `errors` lists, or put them with `retired` false.',
  },
  'unknown-reference': {
    status: 422,
    title: 'A reference does not exist',
    remedy: 'Put each entity, instrument, topic or disclaimer rule listed in `errors` first.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof referencesProblems> {}
}
