import { z } from 'zod'
import { checkAnchors } from '../../articles/schema/anchors.ts'
import { ArticleContent } from '../../articles/schema/article.ts'
import { anyOf } from '../../http/parameters/values.ts'
import { orNull } from '../../values/lists.ts'
import { Key, line, prose } from '../../values/text.ts'
import { InstantText } from '../../values/time.ts'
import {
  allowedField,
  documentFields,
  publicationFields,
  revisionFields,
  stateField,
} from '../documents/schema.ts'
import { states } from '../documents/workflow.ts'
import { articleWorkflow } from './workflow.ts'

const content = ArticleContent.shape

/** Body of the request that creates a draft. */
export const ArticleDraft = z
  .strictObject({
    ...content,
    slug: orNull(content.slug).meta({
      description:
        'Name of the article in URLs; derived from the headline if absent, or from the type if the headline has no letter that can be transliterated',
    }),
    storyKey: orNull(content.storyKey).meta({
      description: 'Groups the translations and follow-ups of one story; defaults to the slug',
    }),
  })
  .superRefine(checkAnchors)
  .meta({ id: 'ArticleDraft', description: 'A new article, as an editor sends it' })
export type ArticleDraft = z.output<typeof ArticleDraft>

const Review = z
  .object({
    decision: z
      .enum(['submitted', 'approved', 'changes-requested'])
      .meta({ id: 'ReviewDecision', description: 'What was decided' }),
    by: z.string().describe('Id of the key that decided'),
    at: InstantText.describe('When it was decided'),
    reason: z.string().nullable().describe('Reason for the decision'),
  })
  .meta({ id: 'Review', description: 'A decision about a revision' })

export const identity = {
  id: z.string().describe('Permanent id of the article, `art_…`'),
  revision: z.int().describe('Number of the newest revision, whose content this is'),
  state: stateField('Article', states),
}
const progress = {
  ...documentFields,
  review: Review.nullable().describe('The newest decision about the newest revision'),
  stale: z
    .boolean()
    .describe(
      'True if this is a translation and the public text of its original has changed since. Looks at the text that readers get or got last; before the first publication, at the newest revision',
    ),
  allowed: allowedField('Article', articleWorkflow),
}

export const DeskArticle = z
  .object({
    ...identity,
    ...content,
    ...progress,
    staleTranslations: z
      .array(z.string())
      .describe('Ids of translations made from a text that is no longer the public one; at most 100'),
    hold: z
      .object({
        at: InstantText.describe('When it was taken off'),
        reason: z.string().describe('Reason; never public'),
      })
      .meta({ id: 'Hold', description: 'A hold of an article' })
      .nullable()
      .describe('The active hold'),
    retraction: z
      .object({
        kind: z.string().describe('`kill` or `withdrawal`'),
        notice: z.string().describe('The notice that readers get'),
        at: InstantText.describe('When it was retracted'),
      })
      .meta({ id: 'Retraction', description: 'The retraction of an article' })
      .nullable()
      .describe('Its retraction, which is final'),
  })
  .meta({ id: 'DeskArticle', description: 'An article with its newest revision, published or not' })

const { storyKey, locale, slug, type, headline, urgency, publishedAt, externalId, translation } = content
const listed = { storyKey, locale, slug, type, headline, urgency, publishedAt, externalId, translation }

export const DeskArticleSummary = z
  .object({ ...identity, ...listed, ...progress })
  .meta({ id: 'DeskArticleSummary', description: 'An article in a list of the desk' })

export const listFilters = {
  state: anyOf(z.enum(states), 'States.', 'in_review,approved'),
  storyKey: Key.optional().meta({
    description: 'Only articles whose newest revision belongs to this story.',
  }),
  externalId: line(200).optional().meta({ description: 'Only the article with this id in another system.' }),
  slug: Key.optional().meta({ description: 'Only the article that has claimed this slug.' }),
  translationOf: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Only translations of the article with this id.' }),
}
export type ListQuery = z.output<z.ZodObject<typeof listFilters>>

export const RevisionSummary = z
  .object({
    revision: revisionFields.revision,
    headline,
    author: revisionFields.author,
    createdAt: revisionFields.createdAt,
    review: progress.review.describe('The newest decision about it'),
    sha256: revisionFields.sha256,
  })
  .meta({ id: 'RevisionSummary', description: 'A snapshot of an article' })

export const Revision = z
  .object({ ...content, ...RevisionSummary.shape, id: identity.id })
  .meta({ id: 'Revision', description: 'A snapshot of an article with its content' })

export const HoldOrder = z
  .strictObject({ reason: prose(5000).describe('Reason; never public') })
  .meta({ id: 'HoldOrder', description: 'Why an article is taken off' })

export const DeskPublication = z
  .object({
    ...publicationFields,
    articleId: identity.id,
    state: identity.state,
    slug,
    publishedAt: InstantText.describe('Editorial date'),
    updatedAt: InstantText.describe(
      'When the newest version that changed the text became or becomes visible',
    ),
  })
  .meta({ id: 'DeskPublication', description: 'A revision that is or will be public' })
