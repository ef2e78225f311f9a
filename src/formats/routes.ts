import { z } from 'zod'
import { articlesTag } from '../articles/delivery/routes.ts'
import { idOrSlug } from '../articles/listing/parameters.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import { translationGroups } from '../articles/translations.ts'
import type { ReadEndpoint } from '../http/endpoints/endpoint.ts'
import type { Reading } from '../http/endpoints/request.ts'
import type { Router } from '../http/endpoints/router.ts'
import { asOf, jurisdiction } from '../http/parameters/parameters.ts'
import { jsonLd, type Translations } from './jsonld.ts'
import { answerOf } from './read-source.ts'
import type { Publication } from './source.ts'

export type FormatServices = ArticleServices & Publication

const ofArticle = {
  tag: articlesTag,
  parameters: z.strictObject({ idOrSlug }),
  query: z.strictObject({ jurisdiction, asOf }),
  problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
  redirects: true,
  access: 'public',
  cache: 'article',
} as const
const slug = 'openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff'

export function formatRoutes(router: Router, services: FormatServices): void {
  addJsonLd(router, services)
}

const JsonLd = z.record(z.string(), z.unknown()).meta({
  id: 'ArticleJsonLd',
  description:
    'A NewsArticle of schema.org. `@type` is a list, `NewsArticle` and perhaps a narrower type; `@id` is the permanent address of the article here, `url` where readers find it',
  override: { required: ['@context', '@type', '@id', 'url', 'headline'] },
})

function addJsonLd(router: Router, services: FormatServices): void {
  const endpoint = {
    ...ofArticle,
    operationId: 'getArticleJsonLd',
    summary: 'Get an article as JSON-LD',
    description:
      'The article as a schema.org NewsArticle for search engines, with its text, the disclaimers in it, and the identifiers of what it is about. Can stand in a `script` of a page as it is.',
    path: '/v1/articles/{idOrSlug}/jsonld',
    answer: JsonLd,
    mediaTypes: ['application/ld+json'],
    // Articles: its translations.
    collections: ['articles'],
    madeFrom: ['articles', 'disclaimers', 'references'],
    example: `/v1/articles/${slug}/jsonld`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, (asked) =>
    answerOf(services, asked, async ({ document_id: id }) => {
      const translations = await translationsOf(services, asked, id)
      return { toText: (source) => scriptSafe(JSON.stringify(jsonLd(source, translations, services))) }
    }),
  )
}

/** The public translations of an article and its public original, by `translation.of` alone. */
async function translationsOf(
  { config, pacer }: FormatServices,
  {
    db,
    at,
    query,
  }: Pick<Reading<unknown, { readonly jurisdiction?: string | undefined }>, 'db' | 'at' | 'query'>,
  id: string,
): Promise<Translations> {
  const jurisdiction = query.jurisdiction ?? config.defaultJurisdiction
  const group = (await translationGroups({ db, pacer }, [id], { at, jurisdiction })).get(id) ?? []
  const of = group.find((one) => one.id === id)?.translation?.id
  return {
    made: group.filter(({ translation }) => translation?.id === id),
    original: group.find((one) => one.id === of) ?? null,
  }
}

/** Nothing in it ends or comments out the `script` of a page that it stands in. */
const scriptSafe = (json: string): string => json.replaceAll('<', String.raw`\u003c`)
