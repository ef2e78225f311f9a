import { z } from 'zod'
import type { ArticleRow } from '../articles/delivery/store.ts'
import { articlesTag, exampleSlug } from '../articles/delivery/tag.ts'
import type { ArticleTraits } from '../articles/kind.ts'
import { idOrSlug } from '../articles/listing/parameters.ts'
import { translationGroups } from '../articles/translations.ts'
import type { FeedServices } from '../feeds/feed.ts'
import { fullText } from '../feeds/full-text.ts'
import { addFeed } from '../feeds/routes.ts'
import { urnOf } from '../feeds/urn.ts'
import { jsonType, type ReadEndpoint } from '../http/endpoints/endpoint.ts'
import type { Reading } from '../http/endpoints/request.ts'
import type { Router } from '../http/endpoints/router.ts'
import { asOf, jurisdiction } from '../http/parameters/parameters.ts'
import { answerOf } from './answer-of.ts'
import { jsonLd, type Translations } from './jsonld.ts'
import { readNamed } from './named.ts'
import { type NinjsSource, ninjs } from './ninjs.ts'
import { ninjsFeed } from './ninjs-feed.ts'
import type { ArticleSource, Publisher } from './source.ts'

export type FormatServices = FeedServices & Publisher

const ofArticle = {
  tag: articlesTag,
  parameters: z.strictObject({ idOrSlug }),
  query: z.strictObject({ jurisdiction, asOf }),
  problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
  redirects: true,
  access: 'public',
  cache: 'article',
} as const

export function formatRoutes(router: Router, services: FormatServices): void {
  addFeed(router, services, {
    operationId: 'getNinjsFeed',
    path: '/feeds/ninjs.json',
    name: 'ninjs',
    mediaType: jsonType,
    answer: NinjsFeed,
    format: ninjsFeed(services),
  })
  addNinjs(router, services)
  addJsonLd(router, services)
}

/** An object of another standard, which says what else it may have. */
const foreign = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject(shape).meta({
    override({ jsonSchema }) {
      jsonSchema.additionalProperties = true
    },
  })

const uri = z.string().describe('The id that the article has in every feed')

const Ninjs = foreign({ uri }).meta({
  id: 'NinjsItem',
  description: 'A news item of IPTC ninjs 3.1',
})

const NinjsFeed = foreign({
  associations: z.array(Ninjs).describe('Retractions, whose `pubStatus` is `canceled`, then articles'),
}).meta({
  id: 'NinjsFeed',
  description:
    'A composite item of IPTC ninjs 3.1. The address of the next page has the role `next` in `altIds`',
})

function addNinjs(router: Router, services: FormatServices): void {
  const endpoint = {
    ...ofArticle,
    operationId: 'getArticleNinjs',
    summary: 'Get an article as ninjs',
    description:
      'The article as IPTC ninjs 3.1 for news agencies, with its text as HTML and as plain text, and the disclaimers in both.',
    path: '/v1/articles/{idOrSlug}/ninjs',
    answer: Ninjs,
    madeFrom: ['disclaimers'],
    example: `/v1/articles/${exampleSlug}/ninjs`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, (asked) =>
    answerOf(services, asked, (row) => ({
      isWithHtml: true,
      versions: [row],
      toText: (source) => JSON.stringify(ninjs(fullItemOf(source, services), services)),
    })),
  )
}

function fullItemOf(source: ArticleSource, { addresses }: FormatServices): NinjsSource {
  const { article, disclaimers, text, html } = source
  const url = addresses.ofArticle(article)
  return {
    ...{ uri: urnOf(article.id), url, article, disclaimers },
    bodies: [
      { contentType: 'text/html', value: fullText(article, html ?? '', disclaimers, url) },
      { contentType: 'text/plain', value: text },
    ],
  }
}

const JsonLd = foreign({
  '@type': z.array(z.string()).describe('`NewsArticle`, and perhaps a narrower type'),
  '@id': z.string().describe('The permanent address of the article here'),
}).meta({ id: 'ArticleJsonLd', description: 'A NewsArticle of schema.org' })

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
    example: `/v1/articles/${exampleSlug}/jsonld`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, (asked) =>
    answerOf(services, asked, async (row, traits) => {
      const describe = await jsonLdOf(services, asked, row, traits)
      return { toText: (source) => scriptSafe(describe(source)) }
    }),
  )
}

/** Reads what the JSON-LD of an article needs beside it. */
export async function jsonLdOf(
  services: FormatServices,
  asked: AskedTranslations,
  { document_id: id }: ArticleRow,
  traits: ArticleTraits,
) {
  const named = await readNamed(asked, traits, asked.at)
  const translations = await translationsOf(services, asked, id)
  return (source: Parameters<typeof jsonLd>[0]): object => jsonLd(source, named, translations, services)
}

type AskedTranslations = Pick<
  Reading<unknown, { readonly jurisdiction?: string | undefined }>,
  'db' | 'epoch' | 'at' | 'since' | 'query'
>

/** The translations of an article that are served, and its original if it is, by `translation.of` alone. */
async function translationsOf(
  { config, pacer, disclaimers }: FormatServices,
  asked: AskedTranslations,
  id: string,
): Promise<Translations> {
  const { db, at, since, query } = asked
  const jurisdiction = query.jurisdiction ?? config.defaultJurisdiction
  const resolver = await disclaimers.at(asked, since, jurisdiction)
  const isShown = (traits: ArticleTraits) => resolver.shown(traits).unresolved.length === 0
  const group = (await translationGroups({ db, pacer }, [id], { at, jurisdiction, isShown })).get(id) ?? []
  const of = group.find((one) => one.id === id)?.translation?.id
  return {
    made: group.filter(({ translation }) => translation?.id === id),
    original: group.find((one) => one.id === of) ?? null,
  }
}

/** As JSON: nothing in it ends or comments out the `script` of a page that it stands in. */
export const scriptSafe = (value: object): string => JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
