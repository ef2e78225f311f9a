import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { listBytes, listOf } from '../http/envelope.ts'
import * as parameters from '../http/parameters.ts'
import { type Operation, read, toBytes } from '../http/read.ts'
import { cutPage, planPage } from '../publishing/page.ts'
import type { Instant } from '../values/time.ts'
import { listCorrectionsOf, listNotices } from './corrections.ts'
import { pageOf, relatedSelection } from './list.ts'
import { isMoved, locate } from './locate.ts'
import { idOrSlug } from './parameters.ts'
import { ArticleSummary, ArticleVersion, Correction, CorrectionNotice } from './schema.ts'
import * as articles from './store.ts'

const pageAsOf = z.strictObject({ ...parameters.page, asOf: parameters.asOf })
const slug = 'openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff'

/** What goes with articles: their public versions, related ones, and the record of corrections and retractions. */
export function historyRoutes(app: FastifyInstance, context: Context): void {
  addVersions(app, context)
  addRelated(app, context)
  addCorrections(app, context)
  addNotices(app, context)
}

function addVersions(app: FastifyInstance, context: Context): void {
  const answer = listOf(ArticleVersion)
  const operation = {
    operationId: 'listArticleVersions',
    tag: 'Articles',
    summary: 'List the public versions of an article',
    description: 'Every version that is or was public at the asked moment, newest first.',
    path: '/v1/articles/{idOrSlug}/versions',
    parameters: z.strictObject({ idOrSlug }),
    query: pageAsOf,
    answer,
    problems: ['not-found', 'article-retracted'],
    redirects: true,
    cache: 'article',
    example: `/v1/articles/${slug}/versions`,
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    const plan = await planPage(context, asked, 1)
    const at = plan.pinned
    const found = await locate(context, asked.path.idOrSlug, { ...asked, at })
    if (isMoved(found)) return found
    const below = Number(plan.after?.[0] ?? Number.MAX_SAFE_INTEGER)
    const versions = await articles.listVersions(
      context.db.read,
      found.document_id,
      at,
      below,
      plan.limit + 1,
    )
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

/** An end that is still to come is nobody's business. */
const passed = (until: Instant | null, at: Instant): Instant | null => (until && until <= at ? until : null)

function addRelated(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'listRelatedArticles',
    tag: 'Articles',
    summary: 'List related articles',
    description:
      'Public articles of the same story, about the same instruments, or about the same entities, newest first.',
    path: '/v1/articles/{idOrSlug}/related',
    parameters: z.strictObject({ idOrSlug }),
    query: pageAsOf,
    answer: listOf(ArticleSummary),
    problems: ['not-found', 'article-retracted'],
    redirects: true,
    cache: 'list',
    example: `/v1/articles/${slug}/related`,
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    const plan = await planPage(context, asked, 2)
    const at = plan.pinned
    const found = await locate(context, asked.path.idOrSlug, { ...asked, at })
    if (isMoved(found)) return found
    const selection = relatedSelection(
      JSON.parse(found.facts),
      found.document_id,
      at,
      context.config.defaultJurisdiction,
    )
    const { items, ids, next } = await pageOf(context, selection, {}, plan)
    return { bytes: listBytes(items, { limit: plan.limit, next }), ids, next }
  })
}

function addCorrections(app: FastifyInstance, context: Context): void {
  const answer = listOf(Correction)
  const operation = {
    operationId: 'listArticleCorrections',
    tag: 'Articles',
    summary: 'List the corrections of an article',
    description: 'Corrections and clarifications that are public at the asked moment, newest first.',
    path: '/v1/articles/{idOrSlug}/corrections',
    parameters: z.strictObject({ idOrSlug }),
    query: pageAsOf,
    answer,
    problems: ['not-found', 'article-retracted'],
    redirects: true,
    cache: 'article',
    example: `/v1/articles/${slug}/corrections`,
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    const plan = await planPage(context, asked, 2)
    const at = plan.pinned
    const found = await locate(context, asked.path.idOrSlug, { ...asked, at })
    if (isMoved(found)) return found
    const wanted = { at, after: plan.after, limit: plan.limit + 1 }
    const corrections = await listCorrectionsOf(context.db.read, found.document_id, wanted)
    const { rows, page } = cutPage(corrections, plan, (row) => [row.at, row.id])
    return { bytes: toBytes(answer, { data: rows, page }), ids: [found.document_id], next: page.next }
  })
}

function addNotices(app: FastifyInstance, context: Context): void {
  const answer = listOf(CorrectionNotice)
  const operation = {
    operationId: 'listCorrections',
    tag: 'Corrections',
    summary: 'List corrections and retractions of all articles',
    description:
      'Newest first: corrections and clarifications of articles that are public at the asked moment, and all retractions by then. Of a retracted article, the notice alone remains.',
    path: '/v1/corrections',
    query: pageAsOf,
    answer,
    cache: 'list',
    example: '/v1/corrections?limit=10',
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    const plan = await planPage(context, asked, 2)
    const wanted = { at: plan.pinned, after: plan.after, limit: plan.limit + 1 }
    const { rows, page } = cutPage(await listNotices(context.db.read, wanted), plan, (row) => [
      row.at,
      row.id,
    ])
    const ids = [...new Set(rows.map((row) => row.articleId))]
    return { bytes: toBytes(answer, { data: rows, page }), ids, next: page.next }
  })
}
