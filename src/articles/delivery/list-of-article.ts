import { z } from 'zod'
import type { View } from '../../db/database.ts'
import type { CachedAnswer } from '../../http/endpoints/answer.ts'
import type { CachedEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { type PagePlan, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { idOrSlug } from '../listing/parameters.ts'
import type { ArticleServices } from '../listing/services.ts'
import { isRedirect, locate, requireUnblocked } from './locate.ts'
import type { ArticleRow } from './store.ts'
import { articlesTag } from './tag.ts'

export const pageAsOf = z.strictObject({ ...parameters.page, asOf: parameters.asOf })

/** What the endpoints of an article's lists have in common. */
export const ofArticle = {
  tag: articlesTag,
  parameters: z.strictObject({ idOrSlug }),
  query: pageAsOf,
  problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons'],
  redirects: true,
  access: 'public',
  collections: ['articles'],
  madeFrom: ['articles'],
} as const

export interface ListRequest {
  readonly view: View
  readonly plan: PagePlan
  readonly article: ArticleRow
}

/**
 * Adds a list that belongs to one article, located as of the moment of the page. `list` is not called for an article
 * that has moved. These lists always use the configured jurisdiction.
 */
export function addListOf(
  router: Router,
  { config }: ArticleServices,
  endpoint: CachedEndpoint<typeof ofArticle.parameters, typeof pageAsOf>,
  sortValues: number,
  list: (request: ListRequest) => Promise<CachedAnswer>,
): void {
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, sortValues)
    const article = await locate(asked.db, asked.path.idOrSlug, { ...asked, at: plan.pinned })
    if (isRedirect(article)) return article
    requireUnblocked(JSON.parse(article.traits), config.defaultJurisdiction)
    return list({ view: asked, plan, article })
  })
}
