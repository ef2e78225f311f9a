import type { z } from 'zod'
import { toBytes } from '../../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../../http/endpoints/endpoint.ts'
import type { Reading } from '../../http/endpoints/request.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import type { Instant } from '../../values/time.ts'
import { bytesOfNotice, listCorrectionsOf, listNotices } from '../corrections.ts'
import type { ArticleServices } from '../listing/services.ts'
import { ArticleVersion, Correction, CorrectionNotice } from '../schema/article.ts'
import { addListOf, ofArticle, pageAsOf } from './list-of-article.ts'
import { addRelated } from './related.ts'
import * as articles from './store.ts'
import { exampleSlug } from './tag.ts'
import { addTranslations } from './translations.ts'

const correctionsTag: Tag = {
  name: 'Corrections',
  description: 'The public record of corrections and retractions',
}

export function historyRoutes(router: Router, services: ArticleServices): void {
  addVersions(router, services)
  addRelated(router, services)
  addTranslations(router, services)
  addCorrections(router, services)
  addNotices(router, services)
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
    example: `/v1/articles/${exampleSlug}/versions`,
  } as const
  addListOf(router, services, endpoint, 1, async ({ view, plan, article }) => {
    const below = Number(plan.after?.[0] ?? Number.MAX_SAFE_INTEGER)
    const versions = await articles.listVersions(
      view.db,
      article.document_id,
      plan.pinned,
      below,
      plan.limit + 1,
    )
    const { rows, page } = cutPage(versions, plan, (row) => [String(row.version)])
    const data: z.input<typeof ArticleVersion>[] = []
    for (const row of rows) {
      if (services.pacer.isSpent()) await services.pacer.turn()
      data.push({
        version: row.version,
        signal: row.signal as z.input<typeof ArticleVersion>['signal'],
        slug: row.name,
        headline: JSON.parse(row.content.toString()).headline,
        availableAt: row.visible_from,
        supersededAt: passed(row.visible_until, plan.pinned),
        sha256: row.sha256,
        links: { self: `/v1/articles/${article.name}/versions/${row.version}` },
      })
    }
    return { bytes: toBytes(answer, { data, page }), ids: [article.document_id], next: page.next }
  })
}

/** Null for a future end: a scheduled end must not be revealed. */
const passed = (until: Instant | null, at: Instant): Instant | null => (until && until <= at ? until : null)

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
    example: `/v1/articles/${exampleSlug}/corrections`,
  } as const
  addListOf(router, services, endpoint, 2, async ({ view, plan, article }) => {
    const wanted = { at: plan.pinned, after: plan.after, limit: plan.limit + 1 }
    const corrections = await listCorrectionsOf(view.db, article.document_id, wanted)
    const { rows, page } = cutPage(corrections, plan, (row) => [row.at, row.id], bytesOfNotice)
    return { bytes: toBytes(answer, { data: rows, page }), ids: [article.document_id], next: page.next }
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
    collections: ['articles'],
    madeFrom: ['articles'],
    example: '/v1/corrections?limit=10',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const { rows, page, ids } = await noticesOf(asked, services.config.defaultJurisdiction)
    return { bytes: toBytes(answer, { data: rows, page }), ids, next: page.next }
  })
}

/** A page of the corrections and retractions of all articles. */
export async function noticesOf(
  asked: Reading<unknown, z.output<typeof pageAsOf>>,
  jurisdiction: string | null,
) {
  const plan = planPage(asked, 2)
  const wanted = { at: plan.pinned, after: plan.after, limit: plan.limit + 1 }
  const notices = await listNotices(asked.db, wanted, jurisdiction)
  const cut = cutPage(notices, plan, (row) => [row.at, row.id], bytesOfNotice)
  return { ...cut, ids: [...new Set(cut.rows.map((row) => row.articleId))] }
}
