import { z } from 'zod'
import { requireResolved } from '../../disclaimers/resolver.ts'
import { DisclaimerExplanation, DisclaimerUse } from '../../disclaimers/schema.ts'
import { type CachedAnswer, toBytes } from '../../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../../http/endpoints/endpoint.ts'
import type { Reading } from '../../http/endpoints/request.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listBytes, oneBytes, oneOf } from '../../http/parameters/envelope.ts'
import { planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { notPublic } from '../../http/parameters/refusals.ts'
import { requireSeq } from '../../publishing/tape/tape.ts'
import { latest } from '../../values/time.ts'
import { articleJson, type BodyForm, bodyJson, shapeOf } from '../article-json.ts'
import type { ArticleTraits } from '../kind.ts'
import { ArticleList, listPublic } from '../listing/list.ts'
import { body, facets, fields, filters, idOrSlug } from '../listing/parameters.ts'
import type { ArticleServices } from '../listing/services.ts'
import { Article } from '../schema/article.ts'
import { isRedirect, locate, requireUnblocked } from './locate.ts'
import { jurisdictionOf, shownWith } from './shown.ts'
import type { ArticleRow } from './store.ts'
import * as articles from './store.ts'

const { asOf, jurisdiction, minSeq } = parameters

export const articlesTag: Tag = {
  name: 'Articles',
  description: 'Articles, their versions and their disclaimers',
}

export function articleRoutes(router: Router, services: ArticleServices): void {
  addList(router, services)
  addOne(router, services)
  addVersion(router, services)
  addDisclaimers(router, services)
}

function addList(router: Router, services: ArticleServices): void {
  const endpoint = {
    operationId: 'listArticles',
    tag: articlesTag,
    summary: 'List the newest articles',
    description:
      'Public articles, newest first. Filters are combined with AND. A page may be short while `page.next` is set: an article whose required disclaimer cannot be resolved is left out, a request examines at most 20,000 articles, and a page ends once it holds 4 MiB.',
    path: '/v1/articles',
    query: z.strictObject({
      ...filters,
      ...parameters.page,
      facets,
      body,
      fields,
      jurisdiction,
      asOf,
      minSeq,
    }),
    answer: ArticleList,
    problems: ['not-yet'],
    access: 'public',
    cache: 'list',
    collections: ['articles'],
    // References: a symbol in the filter is resolved.
    madeFrom: ['articles', 'disclaimers', 'references'],
    example: '/v1/articles?limit=2&fields=id,slug,headline,publishedAt',
  } as const
  router.read(endpoint, async (asked) => {
    await requireSeq(asked.db, asked.query.minSeq)
    const plan = planPage(asked, 2)
    const { render, counts, beside } = await listPublic(services, asked, asked.query, plan)
    return {
      render: async () => {
        const { items, ids, next } = await render()
        return { ...listBytes(items, { limit: plan.limit, next, ...counts }, beside), ids, next }
      },
    }
  })
}

function addOne(router: Router, services: ArticleServices): void {
  const endpoint = {
    operationId: 'getArticle',
    tag: articlesTag,
    summary: 'Get an article',
    description:
      'The version that is public at the requested moment, with the disclaimers that must be shown with it in `jurisdiction`. Not served if a required disclaimer cannot be resolved.',
    path: '/v1/articles/{idOrSlug}',
    parameters: z.strictObject({ idOrSlug }),
    query: z.strictObject({ body, fields, jurisdiction, asOf, minSeq }),
    answer: oneOf(Article),
    problems: [
      'not-found',
      'article-retracted',
      'unavailable-for-legal-reasons',
      'disclaimer-unresolved',
      'not-yet',
    ],
    redirects: true,
    link: 'The article in other formats, `rel="alternate"` with their types',
    access: 'public',
    cache: 'article',
    madeFrom: ['disclaimers'],
    example:
      '/v1/articles/openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff?body=text',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    await requireSeq(asked.db, asked.query.minSeq)
    const found = await locate(asked.db, asked.path.idOrSlug, asked)
    if (isRedirect(found)) return found
    return { ...(await represent(services, found, asked)), headers: { link: alternatesOf(found) } }
  })
}

/** `Link` (RFC 8288) to the article in other formats. */
const alternatesOf = ({ name }: ArticleRow): string =>
  Object.entries(otherFormats)
    .map(([format, type]) => `</v1/articles/${name}/${format}>; rel="alternate"; type="${type}"`)
    .join(', ')

/** What is behind the address of an article, by media type. */
const otherFormats = { ninjs: 'application/json', jsonld: 'application/ld+json' }

function addVersion(router: Router, services: ArticleServices): void {
  const endpoint = {
    operationId: 'getArticleVersion',
    tag: articlesTag,
    summary: 'Get one version of an article',
    description:
      'A version that is or was public, with its disclaimers as of the moment when it became visible. 404 while the article is not public.',
    path: '/v1/articles/{idOrSlug}/versions/{version}',
    parameters: z.strictObject({ idOrSlug, version: parameters.versionNumber }),
    query: z.strictObject({ body, fields, jurisdiction }),
    answer: oneOf(Article),
    problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
    redirects: true,
    access: 'public',
    cache: 'past',
    // The disclaimers are those of a past moment.
    madeFrom: [],
    example:
      '/v1/articles/openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff/versions/1?body=none',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const found = await locate(asked.db, asked.path.idOrSlug, asked)
    if (isRedirect(found)) return found
    // An article blocked now is blocked in all its versions.
    requireUnblocked(JSON.parse(found.traits), jurisdictionOf(services, asked.query))
    const row = await articles.findVersion(asked.db, found.document_id, asked.path.version, asked.at)
    if (!row) throw notPublic('version', asked.query)
    const answer = await represent(services, row, { ...asked, since: row.visible_from })
    return { ...answer, versions: [found] }
  })
}

async function represent(
  services: ArticleServices,
  row: ArticleRow,
  asked: Pick<Reading<unknown, ShapeQuery>, 'db' | 'epoch' | 'query' | 'since'>,
): Promise<CachedAnswer> {
  const { query } = asked
  const { traits, shown } = await shownWith(services, row, asked)
  const form = query.body ?? 'blocks'
  const isWhole = form === 'blocks' && !query.fields
  const shape = shapeOf(form, query.fields)
  return {
    render: async () => {
      const value = await bodyJson(row.body, shape.form, (body, form) =>
        services.bodies.read({ id: row.id, body }, form, asked.epoch),
      )
      return {
        bytes: oneBytes(articleJson(row.content, value, shown.whole, shape)),
        digest: isWhole ? `${row.sha256} ${shown.whole.digest}` : null,
      }
    },
    language: traits.locale,
    lastModified: latest(row.visible_from, shown.newest),
    ids: [row.document_id, ...shown.ids],
    versions: [row],
  }
}

interface ShapeQuery {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

const DisclaimerSet = z
  .object({
    data: z.array(DisclaimerUse).describe('The texts in reading order'),
    setHash: z
      .string()
      .describe('SHA-256 of the hashes in order, joined by line feeds: identifies the whole set'),
    explanation: z
      .array(DisclaimerExplanation)
      .optional()
      .describe('With `explain=true`: each rule in force, and why it matched or not'),
  })
  .meta({ id: 'DisclaimerSet', description: 'The disclaimers of an article' })

function addDisclaimers(router: Router, services: ArticleServices): void {
  const endpoint = {
    operationId: 'listArticleDisclaimers',
    tag: articlesTag,
    summary: 'List the disclaimers of an article',
    description:
      'The disclaimers that must be shown with the article in `jurisdiction`, from the rules for it, for the EU or EEA that it belongs to, and for everyone.',
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
          override: { type: 'boolean' },
        }),
    }),
    answer: DisclaimerSet,
    problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
    redirects: true,
    access: 'public',
    cache: 'article',
    madeFrom: ['disclaimers'],
    example:
      '/v1/articles/openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff/disclaimers?jurisdiction=DE&explain=true',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const { query, since } = asked
    const found = await locate(asked.db, asked.path.idOrSlug, asked)
    if (isRedirect(found)) return found
    const resolver = await services.disclaimers.at(asked, since, query.jurisdiction ?? null)
    const traits: ArticleTraits = JSON.parse(found.traits)
    requireUnblocked(traits, jurisdictionOf(services, query))
    const shown = resolver.shown(traits)
    const resolution = resolver.resolve(traits)
    // An explanation shows why an article is not served, so it must not be refused itself.
    const explanation = query.explain === 'true' ? resolution.explanation : undefined
    if (!explanation) requireResolved(resolution)
    return {
      bytes: toBytes(DisclaimerSet, { data: resolution.uses, setHash: resolution.setHash, explanation }),
      lastModified: latest(found.visible_from, shown.newest),
      ids: [found.document_id, ...shown.ids],
      versions: [found],
    }
  })
}
