import { z } from 'zod'
import { Body } from '../../body/schema.ts'
import { DisclaimerReference, DisclaimerUse } from '../../disclaimers/schema.ts'
import { Links } from '../../http/parameters/envelope.ts'
import { correctionKinds, severities } from '../../publishing/acts/correct.ts'
import { distinctList } from '../../values/lists.ts'
import { Jurisdiction } from '../../values/place.ts'
import { InnerKey, line, prose } from '../../values/text.ts'
import { InstantInput, InstantText } from '../../values/time.ts'
import { checkAnchors } from './anchors.ts'
import { editorialFields } from './fields.ts'
import { Highlight } from './highlight.ts'
import {
  ArticleEntity,
  ArticleInstrument,
  ArticleTopic,
  EntityReference,
  InstrumentReference,
  TopicReference,
} from './references.ts'
import { RelatedReason } from './related.ts'

const EditorialNote = z
  .strictObject({
    key: InnerKey.describe('Key of the note, unique in the article'),
    note: prose(5000).describe('The note; never public'),
    blockKey: InnerKey.nullable().default(null).describe('`_key` of the block concerned'),
    severity: z
      .enum(['low', 'medium', 'high'])
      .meta({ id: 'NoteSeverity', description: 'How serious it is' }),
    blocking: z
      .boolean()
      .default(false)
      .describe('True if the article must not be published until the note is removed'),
  })
  .meta({ id: 'EditorialNote', description: 'A note among editors' })

export const ArticleId = z
  .string()
  .regex(/^art_[0-9a-hjkmnp-tv-z]{16}$/, { message: 'is not the id of an article' })

const Translation = z
  .strictObject({
    of: ArticleId.describe('Id of the article that was translated'),
    version: z.int().min(1).describe('The public version that was translated'),
    method: z
      .enum(['human', 'machine', 'machine_post_edited'])
      .meta({ id: 'TranslationMethod', description: 'How it was translated' }),
    reviewedBy: line(200).nullable().default(null).describe('Who reviewed the translation'),
  })
  .meta({ id: 'Translation', description: 'What an article was translated from, and how' })

/** Fields that only the desk reads and writes. */
const internalFields = {
  publishedAt: InstantInput.nullable()
    .default(null)
    .describe(
      'Editorial date, RFC 3339 with a zone; null: the moment when the article first becomes visible',
    ),
  externalId: line(200).nullable().default(null).describe('Id of the article in another system, unique'),
  blockedIn: distinctList(Jurisdiction, 260, (jurisdiction) => jurisdiction)
    .default([])
    .describe('Jurisdictions in which the article must not be shown for legal reasons'),
  editorialNotes: distinctList(EditorialNote, 200, ({ key }) => key)
    .default([])
    .describe('Notes among editors'),
  backstory: prose(20_000).nullable().default(null).describe('How the story was reported'),
  translation: Translation.nullable()
    .default(null)
    .describe('Source of the translation; null: not a translation'),
}

/** The part of an article that an editor writes. A revision stores the parsed result. */
export const ArticleContent = z
  .strictObject({
    ...editorialFields,
    body: Body,
    entities: distinctList(EntityReference, 200, ({ key }) => key)
      .default([])
      .describe('Organisations, persons, places and other things the article concerns'),
    instruments: distinctList(InstrumentReference, 200, ({ key }) => key)
      .default([])
      .describe('Instruments the article concerns'),
    topics: distinctList(TopicReference, 100, ({ scheme, code }) => `${scheme}:${code}`)
      .default([])
      .describe('Controlled terms'),
    ...internalFields,
  })
  .superRefine(checkAnchors)
export type ArticleContent = z.output<typeof ArticleContent>

export const CorrectionKind = z.enum(correctionKinds).meta({
  id: 'CorrectionKind',
  description: 'Whether something was wrong, or only unclear',
})
export const CorrectionSeverity = z.enum(severities).meta({
  id: 'CorrectionSeverity',
  description: 'Whether a reader could have based a decision on it',
})

export const Correction = z
  .object({
    id: z.string().describe('Id of the correction, `cor_…`'),
    version: z.int().describe('The corrected version'),
    kind: CorrectionKind,
    severity: CorrectionSeverity,
    blockKey: InnerKey.nullable().describe('`_key` of the block concerned'),
    was: prose(5000).describe('What the article said before'),
    is: prose(5000).describe('What it says now'),
    note: prose(5000).describe('Public explanation'),
    at: InstantText.describe('When it became visible'),
  })
  .meta({ id: 'Correction', description: 'A public notice of a change to the article and its reason' })
export type Correction = z.output<typeof Correction>

export const Signal = z
  .enum(['new', 'update', 'correction', 'clarification', 'refile'])
  .meta({ id: 'Signal', description: 'Why this version exists' })

const address = z.string()

const deliveredFields = {
  id: z.string().meta({ description: 'Permanent id of the article', example: 'art_7h2k9m4n1p8q3r5t' }),
  ...editorialFields,
  version: z.int().min(1).describe('Number of this publication: 1, 2, 3 …'),
  signal: Signal,
  publishedAt: InstantText.describe('Editorial date; may be older than the first moment of visibility'),
  updatedAt: InstantText.describe('When the newest version that changed the text became visible'),
  availableAt: InstantText.describe('When this version became visible'),
  wordCount: z.int().min(0).describe('Number of words in the body'),
  body: Body.optional().describe('The body as blocks; present only with `body=blocks`'),
  bodyHtml: z
    .string()
    .optional()
    .describe(
      'The body as HTML; present only with `body=html`. Each block has the id `bt-` and its `_key`. `class="lead"` marks the lead paragraph; `data-entity`, `data-instrument`, `data-figure`, `data-event`, `data-source` and `data-quote` on a `span` have the key that the text refers to, `data-credit` on a `figure` the credit of the image. No other class, `data-` attribute, style or script occurs, and nothing has to be cleaned',
    ),
  bodyMarkdown: z.string().optional().describe('The body as CommonMark; present only with `body=markdown`'),
  bodyText: z.string().optional().describe('The body as plain text; present only with `body=text`'),
  entities: z
    .array(ArticleEntity)
    .describe('Organisations, persons, places and other things the article concerns'),
  instruments: z
    .array(ArticleInstrument)
    .describe('Instruments the article concerns, as listed when this version became visible'),
  topics: z.array(ArticleTopic).describe('Controlled terms'),
  corrections: z.array(Correction).describe('Public corrections and clarifications, newest first'),
  links: z
    .object({
      self: address.describe('This article'),
      versions: address.describe('Its public versions'),
      corrections: address.describe('Its corrections'),
      disclaimers: address.describe('Its disclaimers'),
      related: address.describe('Articles related to it'),
      translations: address.describe('It in other languages'),
      ninjs: address.describe('It as IPTC ninjs'),
      jsonld: address.describe('It as schema.org JSON-LD'),
    })
    .meta({ id: 'ArticleLinks', description: 'Relative URLs' }),
}

/** A single article as delivered. */
export const Article = z
  .object({
    ...deliveredFields,
    disclaimers: z.array(DisclaimerUse).describe('Legal texts that must be shown with the article, in order'),
  })
  .meta({ id: 'Article', description: 'A published article; fields and enumerations may be added' })
export type Article = z.output<typeof Article>

export const ArticleSummary = z
  .object({
    ...deliveredFields,
    disclaimers: z
      .array(DisclaimerReference)
      .describe('Disclaimers that must be shown with the article, in order, without their texts'),
    highlights: z
      .array(Highlight)
      .optional()
      .describe('With `q`, whatever `fields` names: where the article has the words'),
    reasons: z
      .array(RelatedReason)
      .min(1)
      .optional()
      .describe('Of a related article: what it has in common, the strongest first'),
  })
  .meta({ id: 'ArticleSummary', description: 'A published article in a list' })
export type ArticleSummary = z.output<typeof ArticleSummary>

export const ArticleVersion = z
  .object({
    version: deliveredFields.version,
    signal: Signal,
    slug: z.string().describe('Slug of the article in this version'),
    headline: editorialFields.headline,
    availableAt: deliveredFields.availableAt,
    supersededAt: InstantText.nullable().describe(
      'When it stopped being the public version; null if it has not',
    ),
    sha256: z
      .string()
      .describe('SHA-256 of the stored bytes: the JSON without body and disclaimers, then the body'),
    links: Links,
  })
  .meta({ id: 'ArticleVersion', description: 'A version that is or was public' })

export const ArticleTranslation = z
  .object({
    id: deliveredFields.id,
    slug: editorialFields.slug,
    locale: editorialFields.locale,
    headline: editorialFields.headline,
    publishedAt: deliveredFields.publishedAt,
    updatedAt: deliveredFields.updatedAt,
    translationOf: z
      .object({
        id: deliveredFields.id,
        version: z.int().min(1).describe('The version that was translated'),
      })
      .meta({ id: 'TranslatedVersion', description: 'What was translated' })
      .nullable()
      .describe('The original; null if it is no translation, or if the original is not public'),
    stale: z.boolean().describe('True if the text of the original has changed since that version'),
    links: Links,
  })
  .meta({ id: 'ArticleTranslation', description: 'An article in another language' })

export const CorrectionNotice = z
  .object({
    id: z.string().describe('Id of the notice, `cor_…`'),
    kind: z
      .enum(['correction', 'clarification', 'retraction'])
      .meta({ id: 'NoticeKind', description: 'What was done' }),
    articleId: deliveredFields.id,
    slug: z.string().nullable().describe('Current slug of the article; null once it is retracted'),
    locale: editorialFields.locale.nullable().describe('Language of the article; null once it is retracted'),
    headline: editorialFields.headline.nullable().describe('Current headline; null once it is retracted'),
    version: deliveredFields.version.nullable().describe('The corrected version; null for a retraction'),
    severity: Correction.shape.severity
      .nullable()
      .describe('Whether a reader could have based a decision on it; null for a retraction'),
    blockKey: Correction.shape.blockKey,
    was: Correction.shape.was.nullable().describe('What the article said before; null for a retraction'),
    is: Correction.shape.is.nullable().describe('What it says now; null for a retraction'),
    note: Correction.shape.note.describe('Public explanation, or the notice of the retraction'),
    at: Correction.shape.at,
  })
  .meta({ id: 'CorrectionNotice', description: 'A public notice that an article was corrected or retracted' })
export type CorrectionNotice = z.output<typeof CorrectionNotice>
