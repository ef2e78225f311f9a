import { z } from 'zod'
import { Links } from '../http/parameters/envelope.ts'

/** Kinds of suggestions, in the order of their groups. */
export const suggestionKinds = ['instrument', 'entity', 'topic', 'article'] as const

export const Suggestion = z
  .object({
    kind: z
      .enum(suggestionKinds)
      .meta({ id: 'SuggestionKind', description: 'What is suggested', example: 'instrument' }),
    key: z.string().meta({
      description:
        'Key of the entity or instrument, `scheme:code` of the topic: what the filter of the same name takes. Of an article its slug',
      example: 'pltr',
    }),
    label: z.string().describe('Name, or headline of the article'),
    detail: z
      .string()
      .nullable()
      .describe(
        'Of an instrument `MIC:TICKER` of its main listing, of an entity the alias by which it was found, of an article its editorial date; null if there is none',
      ),
    hits: z
      .array(z.tuple([z.int().min(0), z.int().min(1)]))
      .describe(
        'Start and length of what was typed in `label`, in Unicode code points; empty if it was found by another name',
      ),
    links: Links,
  })
  .meta({ id: 'Suggestion', description: 'An instrument, entity, topic or article that begins as typed' })

/** With the name by which caches know what it was made from. */
export type Suggested = z.output<typeof Suggestion> & { readonly id: string }
