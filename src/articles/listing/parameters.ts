import { z } from 'zod'
import { anyOf } from '../../http/parameters/values.ts'
import { InstrumentName, TopicName } from '../../references/names.ts'
import { Locale } from '../../values/place.ts'
import { Key } from '../../values/text.ts'
import { InstantInput } from '../../values/time.ts'
import { ArticleType } from '../schema/fields.ts'
import { bodyForms, fieldNames } from '../shape.ts'
import { sorts } from './selection.ts'

export const idOrSlug = z
  .string()
  .describe('Id (`art_…`) or slug. An earlier slug redirects (308) to the current URL.')

export const body = z
  .enum(bodyForms, { message: `must be one of ${bodyForms.join(', ')}` })
  .optional()
  .meta({
    description:
      'Form of the body: `blocks` (field `body`), `html` (`bodyHtml`), `markdown` (`bodyMarkdown`), `text` (`bodyText`) or `none`. Default: `none` in lists, `blocks` for single articles.',
  })

const fieldsMax = 50

export const fields = z
  .string()
  .max(1_000)
  .transform((text) => text.split(','))
  .refine((names) => names.length <= fieldsMax && names.every((name) => fieldNames.includes(name)), {
    message: `must be a comma-separated list of field names: ${fieldNames.join(', ')}`,
  })
  .optional()
  .meta({
    description:
      'Only these top-level fields, separated by commas. `body` means the body in the form that the parameter `body` requests.',
    override: { type: 'string', example: 'headline,summary,publishedAt' },
  })

const from = (what: string) =>
  InstantInput.optional().meta({ description: `Only ${what} at or after this instant.` })
const to = (what: string) =>
  InstantInput.optional().meta({ description: `Only ${what} before this instant.` })
const sortNames = Object.keys(sorts) as [keyof typeof sorts]

/** Filters and order of article lists. Different filters are combined with AND. */
export const filters = {
  entity: anyOf(Key, 'Keys of entities that the article concerns.', 'palantir,microsoft'),
  instrument: anyOf(
    InstrumentName,
    'Instruments that the article concerns: keys, or `MIC:TICKER` as listed at the requested moment.',
    'XNAS:PLTR',
  ),
  topic: anyOf(TopicName, 'Topics as `scheme:code`.', 'medtop:20001298'),
  author: anyOf(Key, 'Keys of authors.', 'ada-lovelace'),
  type: anyOf(ArticleType, 'Genres.', 'news,analysis'),
  storyKey: anyOf(Key, 'Stories.', 'openai-aws-us-government-agreement'),
  locale: anyOf(Locale, 'Languages: `de` also finds `de-AT` (RFC 4647).', 'en'),
  urgencyMax: z
    .string()
    .regex(/^[1-9]$/, { message: 'must be a digit from 1 to 9' })
    .transform(Number)
    .optional()
    .meta({
      description: 'Only articles at least as urgent: 1 is a flash, 9 the least urgent.',
      override: { type: 'integer', minimum: 1, maximum: 9 },
    }),
  publishedFrom: from('articles whose editorial date is'),
  publishedTo: to('articles whose editorial date is'),
  updatedFrom: from('articles that were last changed'),
  updatedTo: to('articles that were last changed'),
  sort: z
    .enum(sortNames, { message: `must be one of ${sortNames.join(', ')}` })
    .optional()
    .meta({
      description:
        '`-publishedAt`: newest editorial date first, the default. `-updatedAt`: last changed first.',
    }),
  total: z
    .enum(['true', 'false'], { message: 'must be true or false' })
    .optional()
    .meta({
      description:
        'Adds `page.total`, exact up to 20,000. If `page.totalCapped` is present, the total is a lower bound.',
      override: { type: 'boolean', enum: [true, false] },
    }),
}

/** The parsed filters. */
export type Filters = z.output<z.ZodObject<typeof filters>>
