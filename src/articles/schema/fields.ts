import { z } from 'zod'
import { Locale } from '../../values/place.ts'
import { Key, line, prose, WebUrl } from '../../values/text.ts'
import { Edtf, InstantInput } from '../../values/time.ts'
import { keyFactFields } from './key-facts.ts'

/** Words that stand, or may come to stand, where a slug stands in addresses. */
const reservedSlugs = new Set(['admin', 'api', 'feeds', 'docs', 'openapi', 'new'])

const Slug = Key.refine((slug) => !reservedSlugs.has(slug), { message: 'is a reserved word' }).meta({
  description: 'Name of the article in addresses; unique over all articles and languages, never holds `_`',
  example: 'openai-and-aws-sign-agreement',
})

export const ArticleType = z
  .enum(['news', 'analysis', 'opinion', 'brief', 'alert', 'explainer', 'interview', 'press_release', 'live'])
  .describe('Genre of the article')

export const Classification = z
  .enum(['editorial', 'promotion', 'investment_recommendation', 'sponsored', 'legal_notice'])
  .describe('What the article is in the eyes of the law; decides which disclaimers stand beside it')

const Image = z
  .strictObject({
    url: WebUrl.describe('Address of the picture'),
    alt: line(500).describe('What it shows, for those who do not see it'),
    caption: line(1000).nullable().default(null).describe('Text printed under it'),
    credit: line(200).nullable().default(null).describe('Who made it or owns it'),
    width: z.int().min(1).max(100_000).nullable().default(null).describe('Width in pixels'),
    height: z.int().min(1).max(100_000).nullable().default(null).describe('Height in pixels'),
  })
  .meta({ id: 'Image', description: 'A picture that belongs to the article' })

const Dateline = z.strictObject({
  place: line(200).nullable().default(null).describe('Where the story was filed'),
  date: Edtf.nullable().default(null).describe('When it was filed, EDTF (ISO 8601-2)'),
  stated: line(200).nullable().default(null).describe('The dateline in the words of the text'),
  inferred: z
    .boolean()
    .default(false)
    .describe('True if the date was concluded, in whole or in part, rather than read'),
})

const Provenance = z
  .strictObject({
    origin: z
      .enum(['staff', 'wire', 'freelance', 'handout', 'import', 'other'])
      .default('staff')
      .describe('Where the text comes from'),
    distributor: line(200).nullable().default(null).describe('Name of the agency or house that supplied it'),
    source: z
      .strictObject({
        file: line(255).describe('Name of the file'),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, { message: 'is not a SHA-256 in lower-case hexadecimal' })
          .describe('SHA-256 of the file, hexadecimal'),
        lines: z.int().min(1).describe('Number of lines of the file'),
      })
      .nullable()
      .default(null)
      .describe('The file from which it was read'),
    sourceUrl: WebUrl.nullable().default(null).describe('Address from which it was taken'),
    retrievedAt: InstantInput.nullable().default(null).describe('When it was taken from there'),
    originalLocale: Locale.nullable()
      .default(null)
      .describe('Language in which it was first written, if another'),
    digitalSourceType: z
      .string()
      .regex(/^[A-Za-z]{1,64}$/, { message: 'is not a code of IPTC Digital Source Type' })
      .nullable()
      .default(null)
      .meta({
        description: 'Code of http://cv.iptc.org/newscodes/digitalsourcetype/',
        example: 'trainedAlgorithmicMedia',
      }),
    humanReviewed: z
      .boolean()
      .nullable()
      .default(null)
      .describe('Whether a person checked a text made by a machine; null: not known'),
    derived: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .max(300)
            .regex(/^(?:\/[^/]+)+$/, { message: 'is not a JSON Pointer' })
            .describe('JSON Pointer (RFC 6901) into the article, `*` for every item of a list'),
          reason: line(500).describe('What it was derived from, and why'),
        }),
      )
      .max(100)
      .default([])
      .describe('Which fields were not in the source but added in the newsroom'),
  })
  .describe('Where the article comes from and what was added to it')

/** Fields that are delivered as they were written. */
export const editorialFields = {
  storyKey: Key.describe('Ties the translations and follow-ups of one story together; not unique'),
  locale: Locale.describe('Language of the text, BCP 47'),
  slug: Slug,
  type: ArticleType,
  headline: line(300).describe('Headline'),
  shortHeadline: line(64).nullable().default(null).describe('Headline for small screens and messages'),
  slugline: line(60).nullable().default(null).describe('Working title of the newsroom, kept over updates'),
  classification: Classification.default('editorial'),
  summary: prose(600).nullable().default(null).describe('What the article says, in a few sentences'),
  keyPoints: z.array(line(120)).max(10).default([]).describe('The article in a few bullets'),
  dateline: Dateline.nullable().default(null).describe('Where and when the story was filed'),
  byline: line(300).nullable().default(null).describe('The authors as printed'),
  authors: z
    .array(
      z.strictObject({
        key: Key.nullable()
          .default(null)
          .describe(
            'Key of the author, for the filter `author`. Where none is given, readers get one made from the name',
          ),
        name: line(200).describe('Name of the author'),
        role: line(100).nullable().default(null).describe('Part in the article, such as `editor`'),
      }),
    )
    .max(50)
    .default([])
    .describe('The authors one by one'),
  images: z.array(Image).max(50).default([]).describe('Pictures, the leading one first'),
  urgency: z.int().min(1).max(9).default(5).describe('IPTC urgency: 1 = flash, 5 = normal, 9 = lowest'),
  ...keyFactFields,
  provenance: Provenance.prefault({}),
}
