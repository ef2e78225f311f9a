import { z } from 'zod'
import { toBytes } from '../http/endpoints/answer.ts'
import type { Router } from '../http/endpoints/router.ts'
import { Locale } from '../values/place.ts'
import { addMilliseconds } from '../values/time.ts'
import { minuteOf } from './popularity.ts'
import { Suggestion } from './schema.ts'
import { type SuggestionServices, suggest } from './suggest.ts'

const queryMax = 100
const limitMax = 20
const limitDefault = 5

const query = z.strictObject({
  q: z
    .string()
    .min(1, { message: 'must not be empty' })
    .refine((text) => [...text].length <= queryMax, {
      message: `must not have more than ${queryMax} characters`,
    })
    .meta({
      description:
        'What has been typed, at most 100 characters: every word of it, the last one as the beginning of a word. Without a word nothing is found.',
      override: { type: 'string', minLength: 1, maxLength: queryMax, example: 'pal' },
    }),
  limit: z
    .string()
    .regex(/^[1-9]\d?$/, { message: `must be a whole number from 1 to ${limitMax} in decimal digits` })
    .transform(Number)
    .refine((number) => number <= limitMax, {
      message: `must be a whole number from 1 to ${limitMax} in decimal digits`,
    })
    .optional()
    .meta({
      description: `Suggestions of each kind, 1 to ${limitMax}; default ${limitDefault}.`,
      override: { type: 'integer', minimum: 1, maximum: limitMax, default: limitDefault },
    }),
  locale: Locale.optional().meta({
    description: 'Only articles in this language; `de` also finds `de-AT`. References have one name for all.',
  }),
})

const answer = z.object({
  data: z.array(Suggestion).describe('Instruments, then entities, topics and articles'),
})

const endpoint = {
  operationId: 'listSuggestions',
  tag: { name: 'Search', description: 'Suggestions while a reader types' },
  summary: 'Suggest what a reader may be typing',
  description:
    'Instruments, entities, topics and articles that have what was typed in their name, in an alias, a ticker or the headline. A reference is suggested if a public article names it now. Popular references and new articles come first.',
  path: '/v1/search/suggestions',
  query,
  answer,
  access: 'public',
  cache: 'list',
  collections: ['articles', 'references'],
  madeFrom: ['articles', 'disclaimers', 'references'],
  example: '/v1/search/suggestions?q=pal',
} as const

export function suggestionRoutes(router: Router, services: SuggestionServices): void {
  router.read(endpoint, async ({ query: { limit = limitDefault, ...typed }, ...reading }) => {
    const data = await suggest(services, reading, { ...typed, limit })
    return {
      bytes: toBytes(answer, { data }),
      ids: data.map(({ id }) => id),
      changesAt: addMilliseconds(minuteOf(reading.at), 60_000),
    }
  })
}
