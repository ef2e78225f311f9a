import { createHash } from 'node:crypto'
import { z } from 'zod'
import { TopicName } from '../references/symbols.ts'
import { Edtf, endsBefore } from '../values/edtf.ts'
import { Jurisdiction, Locale } from '../values/place.ts'
import { ClassName, Key, line, prose } from '../values/text.ts'
import { InstantText } from '../values/time.ts'

/** Position of a disclaimer. The order of the values is the reading order and sorts resolved disclaimers. */
export const Placement = z.enum(['top', 'after_lead', 'after_body', 'footer', 'interstitial']).meta({
  id: 'Placement',
  description:
    'Position: before the headline, after the lead, after the body, in the footer, or on a separate page that readers must pass first',
})
export type Placement = z.output<typeof Placement>

const Jurisdictions = z
  .array(
    z
      .union([Jurisdiction, z.literal('*')], { error: 'is not an ISO 3166-1 alpha-2 code, EU, EEA or *' })
      // One string to generated clients, not a union of two.
      .meta({
        override({ jsonSchema }) {
          delete jsonSchema.anyOf
          Object.assign(jsonSchema, { type: 'string', pattern: String.raw`^(?:[A-Z]{2}|EEA|\*)$` })
        },
      }),
  )
  .min(1)
  .max(260)

const key = Key.meta({
  description: 'Name of the disclaimer, shared by all its languages',
  example: 'risk-warning-and-disclaimer',
})
const locale = Locale.meta({ description: 'Language of the text, BCP 47 (RFC 5646)', example: 'en' })
const title = line(200).meta({ description: 'Heading', example: 'Risk Warning and Disclaimer' })
const text = prose(20000).describe('The exact wording as plain text; a line feed ends a paragraph')
const version = z.int().min(1).describe('Number of the published version: 1, 2, 3 …')
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({
    description: 'SHA-256 of title, line feed and text in UTF-8, lower-case hexadecimal',
    example: 'fd16f671d8eae14c3556fc8fe808e3ee49349d74836ffa0c4b764f7b768aecc8',
  })
const required = z
  .boolean()
  .describe(
    'Whether the content must not be shown without it; if it cannot be resolved, the content is not served',
  )
const shortText = prose(1000)
  .nullable()
  .describe('Approved wording for small spaces; never truncated from `text`; null: none')
const effectiveFrom = Edtf.nullable().meta({
  description:
    'Effective date as printed, EDTF (ISO 8601-2); publication, not this date, decides what is in force',
  example: '2026-03-17',
})
const effectiveTo = Edtf.nullable().describe('Last effective date as printed, EDTF (ISO 8601-2); null: open')

const content = {
  key,
  locale,
  kind: z
    .enum([
      'general_risk_warning',
      'no_advice',
      'product_risk_warning',
      'crypto_risk_warning',
      'marketing_statement',
      'past_performance',
      'forward_looking',
      'conflict_of_interest',
      'sponsored',
      'ai_generated',
      'translated_text',
      'third_party_content',
      'jurisdiction_restriction',
      'data_delay',
    ])
    .meta({ id: 'DisclaimerKind', description: 'What it warns about or discloses' }),
  title,
  text,
  shortText,
  jurisdictions: Jurisdictions.meta({
    description:
      'Jurisdictions for which the text is meant: ISO 3166-1 alpha-2 codes, `EU`, `EEA` (each with its members), or `*` for everyone',
    example: ['*'],
  }),
  effectiveFrom,
  effectiveTo,
}

/** The part of a disclaimer that an editor writes: one key in one language. */
export const DisclaimerContent = z
  .strictObject({
    ...content,
    shortText: shortText.default(null),
    effectiveFrom: effectiveFrom.default(null),
    effectiveTo: effectiveTo.default(null),
  })
  .superRefine((dates, context) => {
    if (dates.effectiveFrom && dates.effectiveTo && endsBefore(dates.effectiveTo, dates.effectiveFrom))
      context.addIssue({ code: 'custom', path: ['effectiveTo'], message: 'ends before effectiveFrom' })
  })
export type DisclaimerContent = z.output<typeof DisclaimerContent>

export const Disclaimer = z
  .object({
    id: z.string().meta({
      description: 'Permanent identifier of this key in this language',
      example: 'dsc_7h3k9m2p5q8r4t6v',
    }),
    ...content,
    version,
    sha256,
    availableAt: InstantText.describe('When this version became visible'),
    links: z
      .object({
        self: z.string().describe('URL of the text in force'),
        version: z.string().describe('URL of exactly this version'),
      })
      .meta({ id: 'DisclaimerLinks', description: 'Relative URLs' }),
  })
  .meta({ id: 'Disclaimer', description: 'A legal text in one language, in one published version' })
export type Disclaimer = z.output<typeof Disclaimer>

/** A disclaimer as delivered with an article or a product menu. */
export const DisclaimerUse = z
  .object({ key, version, locale, sha256, placement: Placement, required, title, text })
  .meta({ id: 'DisclaimerUse', description: 'A disclaimer that must be shown with this content' })
export type DisclaimerUse = z.output<typeof DisclaimerUse>

/** A `DisclaimerUse` without its texts, for lists. */
export const DisclaimerReference = DisclaimerUse.omit({ title: true, text: true }).meta({
  id: 'DisclaimerReference',
  description: 'A disclaimer that must be shown with this content; lists omit its text',
})
export type DisclaimerReference = z.output<typeof DisclaimerReference>

const anyOf = <Value extends z.ZodType>(value: Value, description: string) =>
  z.array(value).min(1).max(260).optional().describe(description)

const ContentKind = z.enum(['article', 'product-menu']).meta({
  id: 'ContentKind',
  description: 'Kind of a content that disclaimers apply to',
})

/** Decides when a disclaimer applies to a content. A reference, so it is in force as soon as it is put. */
export const DisclaimerRule = z.strictObject({
  key: Key.meta({ description: 'Name of the rule', example: 'all-articles' }),
  priority: z
    .int()
    .min(0)
    .max(1000)
    .default(100)
    .describe('Order among the disclaimers of one placement: lower numbers come first'),
  when: z
    .strictObject({
      contentKinds: anyOf(ContentKind, 'Kinds of content'),
      types: anyOf(ClassName, 'Types of article; a product menu has none'),
      classifications: anyOf(ClassName, 'Classifications of an article; a product menu has none'),
      topics: anyOf(TopicName, 'Topics as `scheme:code`'),
      entities: anyOf(Key, 'Keys of entities'),
      instruments: anyOf(Key, 'Keys of instruments'),
      productClasses: anyOf(ClassName, 'Classes of the products shown or written about'),
      jurisdictions: Jurisdictions.optional().describe(
        'Jurisdictions of the audience; `EU` and `EEA` include their members, `*` matches everyone. An unknown jurisdiction is matched by `*` alone',
      ),
      locales: anyOf(Locale, 'Languages of the content: `de` also matches `de-AT` (RFC 4647 lookup)'),
    })
    .meta({
      id: 'RuleConditions',
      description:
        'All given conditions must hold; each holds if any of its values matches. `{}` matches everything',
      example: { contentKinds: ['article'] },
    }),
  disclaimer: Key.meta({
    description: 'Key of the disclaimer to apply',
    example: 'risk-warning-and-disclaimer',
  }),
  placement: Placement,
  required,
})
export type DisclaimerRule = z.output<typeof DisclaimerRule>

/** The outcome of one rule for one content and one audience. */
export const DisclaimerExplanation = z
  .object({
    rule: z.string().describe('Key of the rule'),
    priority: z.int().describe('Its priority; lower numbers come first'),
    disclaimer: z.string().describe('Key of the disclaimer that it applies'),
    placement: Placement,
    required: z.boolean().describe('Whether this rule requires the disclaimer'),
    matched: z.boolean().describe('Whether all its conditions hold'),
    reasons: z
      .array(z.string())
      .describe(
        'In words: the result of each condition and, if the rule matched, which text was chosen or why none was',
      ),
  })
  .meta({ id: 'DisclaimerExplanation', description: 'Why a rule did or did not apply' })
export type DisclaimerExplanation = z.output<typeof DisclaimerExplanation>

const sha256Of = (bytes: string): string => createHash('sha256').update(bytes, 'utf8').digest('hex')

/** Proves which wording was shown: SHA-256 of title, line feed and text. */
export const sha256OfDisclaimer = ({ title, text }: Pick<Disclaimer, 'title' | 'text'>): string =>
  sha256Of(`${title}\n${text}`)

/** Hash of a resolved set: SHA-256 of its members' hashes in order, joined by line feeds. */
export const setHash = (uses: readonly Pick<DisclaimerUse, 'sha256'>[]): string =>
  sha256Of(uses.map((use) => use.sha256).join('\n'))
