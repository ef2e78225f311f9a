import type { z } from 'zod'
import type { Router } from '../../http/endpoints/router.ts'
import { listBytes } from '../../http/parameters/envelope.ts'
import { invalidCursor } from '../../http/parameters/refusals.ts'
import { ArticleList } from '../listing/list.ts'
import type { ArticleServices } from '../listing/services.ts'
import { type Found, showPage } from '../listing/show-page.ts'
import { findRelated } from '../related/find-related.ts'
import { compare, type Place, placeOf, type Related } from '../related/rank.ts'
import type { Article } from '../schema/article.ts'
import type { RelatedReason } from '../schema/related.ts'
import { addListOf, type ListRequest, ofArticle } from './list-of-article.ts'
import { exampleSlug } from './tag.ts'

export function addRelated(router: Router, services: ArticleServices): void {
  const endpoint = {
    ...ofArticle,
    operationId: 'listRelatedArticles',
    summary: 'List related articles',
    description:
      'Public articles that have something in common with this one, each with `reasons`: translations, articles of the same story, about the same instruments and entities, the rare ones first, or with the same topics. Newer ones stand before older ones that have as much in common.',
    path: '/v1/articles/{idOrSlug}/related',
    answer: ArticleList,
    cache: 'list',
    madeFrom: ['articles', 'disclaimers'],
    example: `/v1/articles/${exampleSlug}/related`,
  } as const
  addListOf(router, services, endpoint, 3, async ({ view, plan, article }) => {
    const found = await relatedTo(services, { view, plan, article }, services.config.defaultJurisdiction)
    const { render } = await showPage(services, view, found, {}, plan)
    return {
      render: async () => {
        const { items, ids, next } = await render()
        return { ...listBytes(items, { limit: plan.limit, next }), ids, next }
      },
    }
  })
}

/** One page of the articles related to an article. */
export async function relatedTo(
  { pacer }: ArticleServices,
  { view, plan, article }: ListRequest,
  jurisdiction: string | null,
): Promise<Found<Related>> {
  const after = plan.after && placeAfter(plan.after)
  const related = await findRelated(
    { db: view.db, pacer },
    { id: article.document_id, traits: JSON.parse(article.traits), at: plan.pinned, jurisdiction },
  )
  const behind = after ? related.filter((one) => compare(after, placeOf(one)) < 0) : related
  const labelOf = labelsIn(article.content)
  return {
    rows: behind.slice(0, plan.limit + 1),
    stoppedAt: null,
    sortValuesOf: (row) => placeOf(row).map(String),
    moreOf: (row) => ({ reasons: row.reasons.map(labelOf) }),
  }
}

/** Throws 400 `invalid-cursor`. */
function placeAfter([points = '', publishedAt = '', id = '']: readonly string[]): Place {
  if (!/^[1-9]\d{0,3}$/.test(points)) throw invalidCursor()
  return [Number(points), publishedAt, id]
}

/** Adds to a reason what the article calls it. */
function labelsIn(content: Buffer) {
  const { entities, instruments, topics }: Article = JSON.parse(content.toString())
  const names = new Map<string, string>([
    ...entities.map(({ key, name }) => [`entity ${key}`, name] as const),
    ...instruments.map(({ key, name }) => [`instrument ${key}`, name] as const),
    ...topics.map(({ scheme, code, name }) => [`topic ${scheme}:${code}`, name] as const),
  ])
  return ({ kind, key }: Related['reasons'][number]): z.input<typeof RelatedReason> => ({
    kind,
    key,
    label: names.get(`${kind} ${key}`) ?? key,
  })
}
