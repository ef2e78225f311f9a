import { z } from 'zod'
import { Edtf } from '../../values/edtf.ts'
import { imageFields } from '../../values/image.ts'
import { Locale } from '../../values/place.ts'
import { Key, line, prose, WebUrl } from '../../values/text.ts'
import { InstantInput } from '../../values/time.ts'
import { keyFactFields } from './key-facts.ts'

/** Path segments that take, or may come to take, the place of a slug in URLs. */
const reservedSlugs = new Set(['admin', 'api', 'feeds', 'docs', 'openapi', 'new'])

const Slug = Key.refine((slug) => !reservedSlugs.has(slug), { message: 'is a reserved word' }).meta({
  description: 'Name of the article in URLs; unique across all articles and languages, never contains `_`',
  example: 'openai-and-aws-sign-agreement',
})

export const ArticleType = z
  .enum(['news', 'analysis', 'opinion', 'brief', 'alert', 'explainer', 'interview', 'press_release', 'live'])
  .meta({ id: 'ArticleType', description: 'Genre of the article' })

export const Classification = z
  .enum(['editorial', 'promotion', 'investment_recommendation', 'sponsored', 'legal_notice'])
  .meta({
    id: 'Classification',
    description: 'Legal classification of the article; decides which disclaimers apply',
  })

const Image = z.strictObject(imageFields).meta({ id: 'Image', description: 'An image of the article' })

const Dateline = z
  .strictObject({
    place: line(200).nullable().default(null).describe('Where the story was filed'),
    date: Edtf.nullable().default(null).describe('When it was filed, EDTF (ISO 8601-2)'),
    stated: line(200).nullable().default(null).describe('The dateline as worded in the text'),
    inferred: z
      .boolean()
      .default(false)
      .describe('True if the date was inferred, in whole or in part, rather than stated'),
  })
  .meta({ id: 'Dateline', description: 'Where and when the story was filed' })

const SourceFile = z
  .strictObject({
    file: line(255).describe('Name of the file'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { message: 'is not a SHA-256 in lower-case hexadecimal' })
      .describe('SHA-256 of the file, hexadecimal'),
    lines: z.int().min(1).describe('Number of lines of the file'),
  })
  .meta({ id: 'SourceFile', description: 'A file from which an article was imported' })

const DerivedField = z
  .strictObject({
    pointer: line(300)
      .regex(/^(?:\/[^/]+)+$/, { message: 'is not a JSON Pointer' })
      .describe('JSON Pointer (RFC 6901) into the article, `*` for every item of a list'),
    reason: line(500).describe('Source and reason of the derivation'),
  })
  .meta({ id: 'DerivedField', description: 'A field that the newsroom added' })

const Provenance = z
  .strictObject({
    origin: z
      .enum(['staff', 'wire', 'freelance', 'handout', 'import', 'other'])
      .meta({ id: 'Origin', description: 'Origin of the text' })
      .default('staff'),
    distributor: line(200)
      .nullable()
      .default(null)
      .describe('Name of the agency or publisher that supplied it'),
    source: SourceFile.nullable().default(null).describe('The file from which it was imported'),
    sourceUrl: WebUrl.nullable().default(null).describe('URL from which it was retrieved'),
    retrievedAt: InstantInput.nullable().default(null).describe('When it was retrieved'),
    originalLocale: Locale.nullable()
      .default(null)
      .describe('Language in which it was originally written, if different'),
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
      .describe('Whether a person reviewed machine-generated text; null: unknown'),
    derived: z
      .array(DerivedField)
      .max(100)
      .default([])
      .describe('Fields that the newsroom added because the source lacked them'),
  })
  .meta({ id: 'Provenance', description: 'Origin of the article, and what was added to it' })

const Author = z
  .strictObject({
    key: Key.nullable()
      .default(null)
      .describe(
        'Key of the author, for the filter `author`. If absent, it is derived from the name when delivered',
      ),
    name: line(200).describe('Name of the author'),
    role: line(100).nullable().default(null).describe('Role in the article, such as `editor`'),
  })
  .meta({ id: 'Author', description: 'An author of the article' })

/** Fields that are delivered as written. */
export const editorialFields = {
  storyKey: Key.describe('Groups the translations and follow-ups of one story; not unique'),
  locale: Locale.describe('Language of the text, BCP 47'),
  slug: Slug,
  type: ArticleType,
  headline: line(300).describe('Headline'),
  shortHeadline: line(64).nullable().default(null).describe('Headline for small screens and notifications'),
  slugline: line(60).nullable().default(null).describe('Internal working title, kept across updates'),
  classification: Classification.default('editorial'),
  summary: prose(600).nullable().default(null).describe('Summary in a few sentences'),
  keyPoints: z.array(line(120)).max(10).default([]).describe('The article in a few bullet points'),
  dateline: Dateline.nullable().default(null).describe('Where and when the story was filed'),
  byline: line(300).nullable().default(null).describe('The byline as printed'),
  authors: z.array(Author).max(50).default([]).describe('The individual authors'),
  images: z.array(Image).max(50).default([]).describe('Images, the lead image first'),
  urgency: z.int().min(1).max(9).default(5).describe('IPTC urgency: 1 = flash, 5 = normal, 9 = lowest'),
  ...keyFactFields,
  provenance: Provenance.prefault({}),
}
