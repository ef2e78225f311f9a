import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { requireResolved, resolverAt } from '../disclaimers/for-content.ts'
import { DisclaimerExplanation, DisclaimerUse } from '../disclaimers/schema.ts'
import { notFound } from '../errors.ts'
import { countedListOf, listBytes, oneBytes, oneOf } from '../http/envelope.ts'
import * as parameters from '../http/parameters.ts'
import { type Asked, type Operation, type Representation, read, toBytes } from '../http/read.ts'
import { planPage } from '../publishing/page.ts'
import { requireSeq } from '../publishing/tape.ts'
import { latest } from '../values/time.ts'
import type { ArticleFacts } from './kind.ts'
import { listPublic } from './list.ts'
import { isMoved, locate, requireShowable } from './locate.ts'
import { body, fields, filters, idOrSlug, versionNumber } from './parameters.ts'
import { Article, ArticleSelection, ArticleSummary, ArticleSummarySelection } from './schema.ts'
import { type BodyForm, shape } from './shape.ts'
import type { ArticleRow } from './store.ts'
import * as articles from './store.ts'

const { asOf, jurisdiction, minSeq } = parameters
const tag = 'Articles'

/** Lists of articles, single ones, their versions and their disclaimers. */
export function articleRoutes(app: FastifyInstance, context: Context): void {
  addList(app, context)
  addOne(app, context)
  addVersion(app, context)
  addDisclaimers(app, context)
}

function addList(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'listArticles',
    tag,
    summary: 'List the newest articles',
    description:
      'Public articles, newest first; filters narrow them, and all that are given must hold. A page may be short while `page.next` is set: an article whose required disclaimer cannot be resolved is left out, and a search that has looked at 20,000 articles stops for now.',
    path: '/v1/articles',
    query: z.strictObject({ ...filters, ...parameters.page, body, fields, jurisdiction, asOf, minSeq }),
    answer: countedListOf(z.union([ArticleSummary, ArticleSummarySelection])),
    problems: ['not-yet'],
    cache: 'list',
    example: '/v1/articles?limit=2&fields=id,slug,headline,publishedAt',
  } as const
  read(app, context, operation, async (asked) => {
    await requireSeq(context.db.read, asked.query.minSeq)
    const plan = await planPage(context, asked, 2)
    const { items, ids, next, counts } = await listPublic(context, asked.query, plan)
    return { bytes: listBytes(items, { limit: plan.limit, next, ...counts }), ids, next }
  })
}

function addOne(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'getArticle',
    tag,
    summary: 'Get an article',
    description:
      'The version that is public at the asked moment, with the disclaimers that must stand beside it for `jurisdiction`. It is not served where a required one cannot be resolved.',
    path: '/v1/articles/{idOrSlug}',
    parameters: z.strictObject({ idOrSlug }),
    query: z.strictObject({ body, fields, jurisdiction, asOf, minSeq }),
    answer: oneOf(OneArticle),
    problems: [
      'not-found',
      'article-retracted',
      'unavailable-for-legal-reasons',
      'disclaimer-unresolved',
      'not-yet',
    ],
    redirects: true,
    cache: 'article',
    example:
      '/v1/articles/openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff?body=text',
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    await requireSeq(context.db.read, asked.query.minSeq)
    const found = await locate(context, asked.path.idOrSlug, asked)
    return isMoved(found) ? found : represent(context, found, asked)
  })
}

function addVersion(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'getArticleVersion',
    tag,
    summary: 'Get one version of an article',
    description:
      'A version that is or was public, with its disclaimers as of the moment when it became visible. 404 while the article itself is not public.',
    path: '/v1/articles/{idOrSlug}/versions/{version}',
    parameters: z.strictObject({ idOrSlug, version: versionNumber }),
    query: z.strictObject({ body, fields, jurisdiction }),
    answer: oneOf(OneArticle),
    problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
    redirects: true,
    cache: 'past',
    example:
      '/v1/articles/openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff/versions/1?body=none',
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    const found = await locate(context, asked.path.idOrSlug, asked)
    if (isMoved(found)) return found
    const row = await articles.findVersion(context.db.read, found.document_id, asked.path.version, asked.at)
    if (!row) throw notFound()
    return represent(context, row, { ...asked, at: row.visible_from })
  })
}

/** One article, with its disclaimers resolved. */
async function represent(
  context: Context,
  row: ArticleRow,
  { query, at }: Pick<Asked<unknown, ShapeQuery>, 'query' | 'at'>,
): Promise<Representation> {
  const resolver = await resolverAt(context, at, query.jurisdiction ?? null)
  const facts: ArticleFacts = JSON.parse(row.facts)
  requireShowable(facts, query.jurisdiction ?? context.config.defaultJurisdiction)
  const resolution = resolver.resolve(facts)
  requireResolved(resolution)
  const pieces = shape(row, resolution.uses, query.body ?? 'blocks', query.fields ?? null)
  return {
    bytes: oneBytes(pieces),
    language: facts.locale,
    lastModified: resolver.newestOf(resolution, row.visible_from),
    ids: [row.document_id, ...resolver.idsOf(resolution)],
  }
}

const OneArticle = z
  .union([Article, ArticleSelection])
  .describe('The article, or with `fields` what was asked for of it')

interface ShapeQuery {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

const DisclaimerSet = z.object({
  data: z.array(DisclaimerUse).describe('The texts in the order in which they stand'),
  setHash: z
    .string()
    .describe('SHA-256 of the hashes in their order, joined by line feeds: names the whole set'),
  explanation: z
    .array(DisclaimerExplanation)
    .optional()
    .describe('With `explain=true`: each rule in force, and why it matched or not'),
})

function addDisclaimers(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'listArticleDisclaimers',
    tag,
    summary: 'List the disclaimers of an article',
    description:
      'What must stand beside the article for `jurisdiction`: rules for it, for the EU or EEA it belongs to, and for everywhere.',
    path: '/v1/articles/{idOrSlug}/disclaimers',
    parameters: z.strictObject({ idOrSlug }),
    query: z.strictObject({
      jurisdiction,
      asOf,
      explain: z
        .enum(['true', 'false'], { message: 'must be true or false' })
        .optional()
        .meta({
          description: 'Adds each rule and why it matched or not.',
          override: { type: 'boolean', enum: [true, false] },
        }),
    }),
    answer: DisclaimerSet,
    problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
    redirects: true,
    cache: 'article',
    example:
      '/v1/articles/openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff/disclaimers?jurisdiction=DE&explain=true',
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    const { query, at } = asked
    const found = await locate(context, asked.path.idOrSlug, asked)
    if (isMoved(found)) return found
    const resolver = await resolverAt(context, at, query.jurisdiction ?? null)
    const facts: ArticleFacts = JSON.parse(found.facts)
    requireShowable(facts, query.jurisdiction ?? context.config.defaultJurisdiction)
    const resolution = resolver.resolve(facts)
    // Explaining is how one finds out why nothing is served, so it is not refused.
    const explanation = query.explain === 'true' ? resolution.explanation : undefined
    if (!explanation) requireResolved(resolution)
    return {
      bytes: toBytes(DisclaimerSet, { data: resolution.uses, setHash: resolution.setHash, explanation }),
      lastModified: resolver.newestOf(resolution, latest(found.visible_from)),
      ids: [found.document_id, ...resolver.idsOf(resolution)],
    }
  })
}
