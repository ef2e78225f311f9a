import { z } from 'zod'
import type { View } from '../../db/database.ts'
import { anyOf, commaList } from '../../http/parameters/values.ts'
import { instrumentKeys } from '../../references/names.ts'
import { InstrumentName, TopicName } from '../../references/symbols.ts'
import { Locale } from '../../values/place.ts'
import { Key } from '../../values/text.ts'
import { BoundInput, type Instant } from '../../values/time.ts'
import { bodyForms, fieldNames } from '../article-json.ts'
import { ArticleType } from '../schema/fields.ts'
import { termOf } from '../terms.ts'
import { facetNames } from './facets.ts'
import { sorts } from './selection.ts'

export const idOrSlug = z
  .string()
  .describe(
    'Id or slug of the article. Ids begin with `art_`. An earlier slug redirects (308) to the current URL.',
  )

export const body = z
  .enum(bodyForms, { message: `must be one of ${bodyForms.join(', ')}` })
  .meta({ id: 'BodyForm', description: 'Form of the body of an article' })
  .optional()
  .meta({
    description:
      'Form of the body: `blocks` (field `body`), `html` (`bodyHtml`), `markdown` (`bodyMarkdown`), `text` (`bodyText`) or `none`. Default: `none` in lists, `blocks` for single articles.',
  })

/** Input is repeated only if it has the form of a name. */
const shown = ({ input }: { input?: unknown }) =>
  /^[A-Za-z0-9]{1,64}$/.test(String(input)) ? `(${String(input)}) ` : ''

const FieldName = z.string().refine((name) => fieldNames.includes(name), {
  error: (issue) => `${shown(issue)}is not a field; the fields are ${fieldNames.join(', ')}`,
})

export const fields = commaList(FieldName)
  .optional()
  .meta({
    description:
      'Only these top-level fields, separated by commas, at most 50; `body` means the body in the form that the parameter `body` requests. Without `fields` every property is there; with `fields` an answer is the same schema less `required`, which a strict decoder must expect.',
    override: { type: 'string', example: 'headline,summary,publishedAt' },
  })

export const facets = commaList(z.enum(facetNames, { message: `must be one of ${facetNames.join(', ')}` }))
  .refine((names) => new Set(names).size === names.length, { message: 'must name each facet once' })
  .optional()
  .meta({
    description: `Adds \`facets\`: the most frequent values of ${facetNames.map((name) => `\`${name}\``).join(', ')} in the list, separated by commas.`,
    override: { type: 'string', example: 'topic,type' },
  })

const from = (what: string) =>
  BoundInput.optional().meta({ description: `Only ${what} at or after this instant.` })
const to = (what: string) => BoundInput.optional().meta({ description: `Only ${what} before this instant.` })
const sortNames = [...Object.keys(sorts), 'relevance'] as [keyof typeof sorts, 'relevance']

type ViewAt = View & { readonly at: Instant }

/** Pairs a query parameter with the terms it selects; an article matches if it has at least one of them. */
const byTerms = <Schema extends z.ZodType>(
  parameter: Schema,
  terms: (
    values: NonNullable<z.output<Schema>>,
    view: ViewAt,
  ) => readonly string[] | Promise<readonly string[]>,
) => ({ parameter, terms })

/** Filters that compare terms. Values of one filter are combined with OR, different filters with AND. */
const termFilters = {
  entity: byTerms(anyOf(Key, 'Keys of entities that the article concerns.', 'palantir,microsoft'), (keys) =>
    keys.map(termOf.entity),
  ),
  instrument: byTerms(
    anyOf(
      InstrumentName,
      'Instruments that the article concerns: keys, or `MIC:TICKER` as listed at the requested moment.',
      'XNAS:PLTR',
    ),
    async (names, { db, at }) => (await instrumentKeys(db, names, at)).map(termOf.instrument),
  ),
  topic: byTerms(anyOf(TopicName, 'Topics as `scheme:code`.', 'medtop:20001298'), (names) =>
    names.map(termOf.topic),
  ),
  author: byTerms(anyOf(Key, 'Keys of authors.', 'ada-lovelace'), (keys) => keys.map(termOf.author)),
  type: byTerms(anyOf(ArticleType, 'Genres.', 'news,analysis'), (types) => types.map(termOf.type)),
  storyKey: byTerms(anyOf(Key, 'Stories.', 'openai-aws-us-government-agreement'), (keys) =>
    keys.map(termOf.storyKey),
  ),
  locale: byTerms(anyOf(Locale, 'Languages: `de` also finds `de-AT` (RFC 4647).', 'en'), (tags) =>
    tags.map(termOf.locale),
  ),
  urgencyMax: byTerms(
    z
      .string()
      .regex(/^[1-9]$/, { message: 'must be a digit from 1 to 9' })
      .transform(Number)
      .optional()
      .meta({
        description: 'Only articles at least as urgent: 1 is a flash, 9 the least urgent.',
        override: { type: 'integer', minimum: 1, maximum: 9 },
      }),
    (max) => Array.from({ length: max }, (_, index) => termOf.urgency(index + 1)),
  ),
}

type TermFilters = { [Name in keyof typeof termFilters]: (typeof termFilters)[Name]['parameter'] }

const termParameters = Object.fromEntries(
  Object.entries(termFilters).map(([name, { parameter }]) => [name, parameter]),
) as TermFilters

/** The terms of each given filter. An article must have one of every group. */
export async function termGroups(filters: Partial<Filters>, view: ViewAt): Promise<string[][]> {
  const groups: string[][] = []
  for (const [name, { terms }] of Object.entries(termFilters)) {
    const values = filters[name as keyof TermFilters]
    if (values === undefined) continue
    const group = new Set(await terms(values as never, view))
    // If no value names anything, the empty term, which no article has, makes the list empty.
    groups.push(group.size > 0 ? [...group] : [''])
  }
  return groups
}

const queryMax = 200

/** Filters and order of article lists. */
export const filters = {
  ...termParameters,
  q: z
    .string()
    .min(1, { message: 'must not be empty' })
    .refine((text) => [...text].length <= queryMax, {
      message: `must not have more than ${queryMax} characters`,
    })
    .optional()
    .meta({
      description:
        'Words that an article must have, at most 200 characters: `two words` both, `"a phrase"`, `-not`, `begin*` with at least two letters (one in Chinese, Japanese and Korean). Every other character is text. Without a word that is asked for, nothing is found.',
      override: { type: 'string', minLength: 1, maxLength: queryMax, example: '"interest rates" -crypto' },
    }),
  publishedFrom: from('articles whose editorial date is'),
  publishedTo: to('articles whose editorial date is'),
  updatedFrom: from('articles that were last changed'),
  updatedTo: to('articles that were last changed'),
  sort: z
    .enum(sortNames, { message: `must be one of ${sortNames.join(', ')}` })
    .meta({ id: 'Sort', description: 'Order of a list of articles' })
    .optional()
    .meta({
      description:
        '`-publishedAt`: newest editorial date first, the default. `-updatedAt`: last changed first. `relevance`, only with `q`: the best matches first, at most 2,000.',
    }),
  total: z
    .enum(['true', 'false'], { message: 'must be true or false' })
    .optional()
    .meta({
      description:
        'Adds `page.total`, exact up to 20,000. If `page.totalCapped` is present, the total is a lower bound.',
      override: { type: 'boolean' },
    }),
}

export type Filters = z.output<z.ZodObject<typeof filters>>
