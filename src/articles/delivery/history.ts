import { z } from 'zod'
import { toBytes } from '../../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../../http/endpoints/endpoint.ts'
import type { Reading } from '../../http/endpoints/request.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listBytes, listOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import type { Instant } from '../../values/time.ts'
import { listCorrectionsOf, listNotices } from '../corrections.ts'
import { pageOf, relatedSelection } from '../listing/list.ts'
import { idOrSlug } from '../listing/parameters.ts'
import type { ArticleServices } from '../listing/services.ts'
import { ArticleSummary, ArticleVersion, Correction, CorrectionNotice } from '../schema/article.ts'
import { isRedirect, locate, requireUnblocked } from './locate.ts'
import { articlesTag } from './routes.ts'
import * as articles from './store.ts'

const correctionsTag: Tag = {
  name: 'Corrections',
  description: 'The public record of corrections and retractions',
}

const pageAsOf = z.strictObject({ ...parameters.page, asOf: parameters.asOf })
const ofArticle = {
  tag: articlesTag,
  parameters: z.strictObject({ idOrSlug }),
  query: pageAsOf,
  problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons'],
  redirects: true,
  access: 'public',
} as const
const slug = 'openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff'

export function historyRoutes(router: Router, services: ArticleServices): void {
  addVersions(router, services)
  addRelated(router, services)
  addCorrections(router, services)
  addNotices(router, services)
}

/** The article that a list belongs to. These lists always use the configured jurisdiction. */
async function locateUnblocked(
  services: ArticleServices,
  asked: Reading<{ idOrSlug: string }, unknown>,
  at: Instant,
) {
  const found = await locate(asked.db, asked.path.idOrSlug, { ...asked, at })
  if (!isRedirect(found)) requireUnblocked(JSON.parse(found.traits), services.config.defaultJurisdiction)
  return found
}

function addVersions(router: Router, services: ArticleServices): void {
  const answer = listOf(ArticleVersion)
  const endpoint = {
    ...ofArticle,
    operationId: 'listArticleVersions',
    summary: 'List the public versions of an article',
    description: 'Every version that is or was public as of the requested moment, newest first.',
    path: '/v1/articles/{idOrSlug}/versions',
    answer,
    cache: 'article',
    example: `/v1/articles/${slug}/versions`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 1)
    const at = plan.pinned
    const found = await locateUnblocked(services, asked, at)
    if (isRedirect(found)) return found
    const below = Number(plan.after?.[0] ?? Number.MAX_SAFE_INTEGER)
    const versions = await articles.listVersions(asked.db, found.document_id, at, below, plan.limit + 1)
    const { rows, page } = cutPage(versions, plan, (row) => [String(row.version)])
    const data = rows.map((row) => ({
      version: row.version,
      signal: row.signal as z.input<typeof ArticleVersion>['signal'],
      slug: row.name,
      headline: JSON.parse(row.content.toString()).headline,
      availableAt: row.visible_from,
      supersededAt: passed(row.visible_until, at),
      sha256: row.sha256,
      links: { self: `/v1/articles/${found.name}/versions/${row.version}` },
    }))
    return { bytes: toBytes(answer, { data, page }), ids: [found.document_id], next: page.next }
  })
}

/** Null for a future end: a scheduled end must not be revealed. */
const passed = (until: Instant | null, at: Instant): Instant | null => (until && until <= at ? until : null)

function addRelated(router: Router, services: ArticleServices): void {
  const endpoint = {
    ...ofArticle,
    operationId: 'listRelatedArticles',
    summary: 'List related articles',
    description:
      'Public articles of the same story, about the same instruments, or about the same entities, newest first.',
    path: '/v1/articles/{idOrSlug}/related',
    answer: listOf(ArticleSummary),
    cache: 'list',
    example: `/v1/articles/${slug}/related`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 2)
    const at = plan.pinned
    const found = await locateUnblocked(services, asked, at)
    if (isRedirect(found)) return found
    const selection = relatedSelection(
      JSON.parse(found.traits),
      found.document_id,
      at,
      services.config.defaultJurisdiction,
    )
    const { items, ids, next } = await pageOf(services, asked, selection, {}, plan)
    return { ...listBytes(items, { limit: plan.limit, next }), ids, next }
  })
}

function addCorrections(router: Router, services: ArticleServices): void {
  const answer = listOf(Correction)
  const endpoint = {
    ...ofArticle,
    operationId: 'listArticleCorrections',
    summary: 'List the corrections of an article',
    description: 'Corrections and clarifications that are public at the requested moment, newest first.',
    path: '/v1/articles/{idOrSlug}/corrections',
    answer,
    cache: 'article',
    example: `/v1/articles/${slug}/corrections`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 2)
    const at = plan.pinned
    const found = await locateUnblocked(services, asked, at)
    if (isRedirect(found)) return found
    const wanted = { at, after: plan.after, limit: plan.limit + 1 }
    const corrections = await listCorrectionsOf(asked.db, found.document_id, wanted)
    const { rows, page } = cutPage(corrections, plan, (row) => [row.at, row.id])
    return { bytes: toBytes(answer, { data: rows, page }), ids: [found.document_id], next: page.next }
  })
}

function addNotices(router: Router, services: ArticleServices): void {
  const answer = listOf(CorrectionNotice)
  const endpoint = {
    operationId: 'listCorrections',
    tag: correctionsTag,
    summary: 'List corrections and retractions of all articles',
    description:
      'Corrections and clarifications of articles that are public at the requested moment, and all retractions up to that moment, newest first. A retracted article is represented by its notice only.',
    path: '/v1/corrections',
    query: pageAsOf,
    answer,
    access: 'public',
    cache: 'list',
    example: '/v1/corrections?limit=10',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 2)
    const wanted = { at: plan.pinned, after: plan.after, limit: plan.limit + 1 }
    const { rows, page } = cutPage(
      await listNotices(asked.db, wanted, services.config.defaultJurisdiction),
      plan,
      (row) => [row.at, row.id],
    )
    const ids = [...new Set(rows.map((row) => row.articleId))]
    return { bytes: toBytes(answer, { data: rows, page }), ids, next: page.next }
  })
}
