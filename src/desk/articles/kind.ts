import { articleKind } from '../../articles/kind.ts'
import type { ArticleContent } from '../../articles/schema/article.ts'
import type { DeskDocument } from '../documents/document.ts'
import type { DeskKind } from '../documents/kind.ts'
import { findDecision } from '../documents/store.ts'
import { requirePublishable } from './guards.ts'
import * as schema from './schema.ts'
import { findFreeSlug } from './slug.ts'
import { findStaleTranslations, isStale, requireTranslatable } from './translations.ts'
import { articleWorkflow } from './workflow.ts'

export type DeskArticle = DeskDocument<ArticleContent>

/** Beyond what every kind has, articles have review, corrections, holds and retractions. */
export const deskArticles: DeskKind<ArticleContent, schema.ArticleDraft> = {
  ...articleKind,
  segment: 'articles',
  name: 'Article',
  revisionName: 'Revision',
  noun: 'an article',
  tag: {
    name: 'Desk',
    description: 'The desk: writing, reviewing, publishing and correcting articles',
  },
  idExample: 'art_7h2k9m4n1p8q3r5t',
  scopes: { write: 'articles:write', publish: 'articles:publish' },
  workflow: articleWorkflow,
  draft: schema.ArticleDraft,
  async contentFrom(tx, draft) {
    const slug = draft.slug ?? (await findFreeSlug(tx, draft))
    const content = { ...draft, slug, storyKey: draft.storyKey ?? slug }
    await requireTranslatable(tx, null, content, null)
    return content
  },
  requireEditable: requireTranslatable,
  titleOf: ({ headline }) => headline,
  fixed: [],
  list: {
    filters: schema.listFilters,
    narrowBy: ({ state, slug, ...narrowing }: schema.ListQuery) => ({
      states: state,
      narrowing: { name: slug, ...narrowing },
    }),
  },
  answers: {
    document: schema.DeskArticle,
    summary: schema.DeskArticleSummary,
    revision: schema.Revision,
    revisionSummary: schema.RevisionSummary,
    publication: schema.DeskPublication,
  },
  adds: {
    toSummary: async (db, article) => ({
      review: article.review,
      stale: await isStale(db, article.id, article.at),
    }),
    toDocument: async (db, article) => ({
      staleTranslations: await findStaleTranslations(db, article.id, article.at),
      hold: article.hold,
      retraction: article.retraction,
    }),
    toRevision: async (db, id, { revision }) => ({ review: await findDecision(db, id, revision) }),
  },
  publishingHelp:
    'The revision must be approved, unless `REVIEW_REQUIRED=false`. The pointers in `publish-guard-failed` refer to the article.',
  problems: {
    create: ['slug-taken', 'external-id-taken', 'invalid-content'],
    edit: ['slug-taken', 'external-id-taken', 'invalid-content'],
    publish: ['publish-guard-failed', 'retired-reference'],
  },
  examples: {
    draft: {
      locale: 'en',
      type: 'news',
      headline: 'Shares rise',
      body: [
        {
          _type: 'block',
          _key: 'b01',
          style: 'normal',
          markDefs: [],
          children: [{ _type: 'span', text: 'Shares rose on Tuesday.', marks: [] }],
        },
      ],
    },
    patch: { headline: 'Shares rise further' },
  },
  async guard(write, config, { id, content }, visibleFrom, act) {
    if (visibleFrom) await requirePublishable(write, config, id, content, visibleFrom)
    return act()
  },
}
