import { z } from 'zod'
import { checkAnchors } from '../../articles/schema/anchors.ts'
import { ArticleContent, ArticleVersion, Correction } from '../../articles/schema/article.ts'
import { anyOf } from '../../http/parameters/values.ts'
import { correctionKinds, severities } from '../../publishing/acts/correct.ts'
import { orNull } from '../../values/lists.ts'
import { InnerKey, Key, line, prose } from '../../values/text.ts'
import { InstantText } from '../../values/time.ts'
import { documentFields, MergePatch, Publication, publicationFields } from '../documents/schema.ts'
import { acts, states } from './workflow.ts'

const content = ArticleContent.shape

/** What makes a draft. */
export const ArticleDraft = z
  .strictObject({
    ...content,
    slug: orNull(content.slug).meta({
      description: 'Name of the article in addresses; without it, one is made from the headline',
    }),
    storyKey: orNull(content.storyKey).meta({
      description: 'Ties the translations and follow-ups of one story together; without it, the slug',
    }),
  })
  .superRefine(checkAnchors)
  .meta({ id: 'ArticleDraft', description: 'An article as an editor begins it' })
export type ArticleDraft = z.output<typeof ArticleDraft>

const State = z
  .enum(states)
  .describe('Where the article is on its way; it follows from the newest revision and the publications')

const allowed = z.array(z.enum(acts)).describe('What may be done now, with a key that has the scope')

const Review = z.object({
  decision: z.enum(['submitted', 'approved', 'changes-requested']).describe('What was decided'),
  by: z.string().describe('Id of the key that decided'),
  at: InstantText.describe('When it was decided'),
  reason: z.string().nullable().describe('Why'),
})

/** What the desk adds to the content. */
const standing = {
  id: z.string().describe('Id of the article for ever, `art_…`'),
  revision: z.int().describe('Number of the newest revision, whose content this is'),
  state: State,
}
const workflow = {
  ...documentFields,
  review: Review.nullable().describe('The newest decision about the newest revision'),
  stale: z
    .boolean()
    .describe('True of a translation whose original has another text in public than the one translated'),
  allowed,
}

/** An article as its editors see it. */
export const DeskArticle = z
  .object({
    ...standing,
    ...content,
    ...workflow,
    staleTranslations: z
      .array(z.string())
      .describe('Ids of translations of a text that is no longer the public one; at most 100'),
    hold: z
      .object({
        at: InstantText.describe('When it was taken off'),
        reason: z.string().describe('Why; never public'),
      })
      .nullable()
      .describe('The hold that it is under'),
    retraction: z
      .object({
        kind: z.string().describe('`kill` or `withdrawal`'),
        notice: z.string().describe('What readers are told'),
        at: InstantText.describe('When it was withdrawn'),
      })
      .nullable()
      .describe('Its retraction, which is final'),
  })
  .meta({ id: 'DeskArticle', description: 'An article with its newest revision, published or not' })

/** An article as an item of the desk's list. */
export const DeskArticleSummary = z
  .object({
    ...standing,
    storyKey: content.storyKey,
    locale: content.locale,
    slug: content.slug,
    type: content.type,
    headline: content.headline,
    urgency: content.urgency,
    publishedAt: content.publishedAt,
    externalId: content.externalId,
    translation: content.translation,
    ...workflow,
  })
  .meta({ id: 'DeskArticleSummary', description: 'An article as an item of the list of the desk' })

export const listFilters = {
  state: anyOf(z.enum(states), 'States.', 'in_review,approved'),
  storyKey: Key.optional().meta({ description: 'Only articles of this story, by their newest revision.' }),
  externalId: line(200).optional().meta({ description: 'Only the article with this id in another system.' }),
  slug: Key.optional().meta({ description: 'Only the article that has claimed this slug.' }),
  translationOf: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Only translations of the article with this id.' }),
}

export const RevisionSummary = z
  .object({
    revision: z.int().describe('Number of the revision'),
    headline: content.headline,
    author: workflow.author,
    createdAt: InstantText.describe('When it was written'),
    review: workflow.review.describe('The newest decision about it'),
    sha256: ArticleVersion.shape.sha256.describe('SHA-256 of the stored content'),
  })
  .meta({ id: 'RevisionSummary', description: 'A snapshot of an article' })

export const Revision = z
  .object({ ...content, ...RevisionSummary.shape, id: standing.id })
  .meta({ id: 'Revision', description: 'A snapshot of an article with its content' })

export const HoldOrder = z.strictObject({ reason: prose(5000).describe('Why; never public') })

export const DeskPublication = z
  .object({
    ...publicationFields,
    articleId: standing.id,
    state: State,
    slug: content.slug,
    publishedAt: InstantText.describe('Editorial date'),
    updatedAt: InstantText.describe('When the newest version that changed the text becomes visible'),
  })
  .meta({ id: 'DeskPublication', description: 'A revision that is or will be public' })

export const CorrectionOrder = z.strictObject({
  kind: z.enum(correctionKinds).describe('Whether something was wrong, or only unclear'),
  severity: z.enum(severities).describe('Whether a decision could rest on it'),
  blockKey: orNull(InnerKey).describe('`_key` of the block that it concerns'),
  was: prose(5000).describe('What the article said before'),
  is: prose(5000).describe('What it says now'),
  note: prose(5000).describe('What readers are told'),
  patch: MergePatch.describe('What changes in the public version, as a merge patch (RFC 7396)'),
})

export const DeskCorrection = z
  .object({
    ...Correction.shape,
    articleId: standing.id,
    revision: standing.revision,
    state: State,
    publication: Publication.describe('The publication that brought it'),
  })
  .meta({ id: 'DeskCorrection', description: 'A public notice, and the version that came with it' })

export const RetractionOrder = z.strictObject({
  kind: z
    .enum(['kill', 'withdrawal'])
    .describe('`kill`: fundamentally wrong or unlawful. `withdrawal`: rights, duplicate, takedown'),
  notice: prose(5000).describe('What readers are told in its place'),
})

export const DeskRetraction = z
  .object({
    id: z.string().describe('Id of the notice, `cor_…`'),
    articleId: standing.id,
    revision: standing.revision,
    state: State,
    kind: RetractionOrder.shape.kind,
    notice: RetractionOrder.shape.notice,
    at: InstantText.describe('When it was withdrawn'),
  })
  .meta({ id: 'DeskRetraction', description: 'The end of an article, and what readers are told' })
