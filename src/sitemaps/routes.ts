import { z } from 'zod'
import type { ArticleTraits } from '../articles/kind.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import { blockingTerms } from '../articles/terms.ts'
import { translationGroups } from '../articles/translations.ts'
import { padded } from '../db/compiled.ts'
import type { CachedAnswer } from '../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../http/endpoints/endpoint.ts'
import type { Reading } from '../http/endpoints/request.ts'
import type { Router } from '../http/endpoints/router.ts'
import { notFound } from '../http/parameters/refusals.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Config } from '../kernel/config.ts'
import { lastChangeAt } from '../publishing/tape/changes.ts'
import { type SitemapFile, type SitemapFiles, versionsMax } from './files.ts'
import { newestArticles } from './newest.ts'
import { endOf, rowsOf } from './store.ts'
import { newsSitemap, type SitemapArticle, sitemap, sitemapIndex } from './xml.ts'

export interface SitemapServices extends ArticleServices {
  readonly config: ArticleServices['config'] & Pick<Config, 'siteName' | 'sitemaps' | 'pages' | 'articleUrl'>
  readonly addresses: Addresses
  readonly sitemapFiles: SitemapFiles
}

const Sitemap = z.string().meta({
  id: 'Sitemap',
  contentMediaType: 'application/xml',
  description: 'XML (sitemaps.org), with the address of each article and when its version became visible',
})
const Robots = z.string().meta({
  id: 'Robots',
  contentMediaType: 'text/plain',
  description: 'The Robots Exclusion Protocol (RFC 9309)',
})

const common = {
  tag: {
    name: 'Sitemaps',
    description: 'How search engines find the articles. Absent with `SITEMAPS=false`',
  } satisfies Tag,
  answer: Sitemap,
  mediaTypes: ['application/xml; charset=utf-8'],
  access: 'public',
  cache: 'sitemap',
  collections: ['articles'],
  madeFrom: ['articles'],
} as const

export function sitemapRoutes(router: Router, services: SitemapServices): void {
  if (!services.config.sitemaps) return
  const { addresses, sitemapFiles, config } = services
  const robots = {
    ...common,
    operationId: 'getRobots',
    summary: 'Get what crawlers may read',
    description: 'Leads crawlers to the sitemaps, and away from the API and the search.',
    path: '/robots.txt',
    answer: Robots,
    mediaTypes: ['text/plain; charset=utf-8'],
    collections: [],
    madeFrom: [],
    example: '/robots.txt',
  } as const satisfies ReadEndpoint
  router.read(robots, async () => ({ bytes: Buffer.from(robotsText(addresses, config)) }))

  const index = {
    ...common,
    operationId: 'getSitemapIndex',
    summary: 'List the sitemaps',
    description: 'The sitemaps of the whole archive, by month of editorial date, the oldest first.',
    path: '/sitemap.xml',
    example: '/sitemap.xml',
  } as const satisfies ReadEndpoint
  router.read(index, async (asked) => {
    const files = [...(await sitemapFiles.at(asked, asked.since)).values()].flat()
    return { bytes: Buffer.from(sitemapIndex(files, addresses)) }
  })

  const news = {
    ...common,
    operationId: 'getNewsSitemap',
    summary: 'Get the News sitemap',
    description: 'The articles of the last two days by editorial date, the newest first, at most 1,000.',
    path: '/sitemap-news.xml',
    madeFrom: ['articles', 'disclaimers'],
    example: '/sitemap-news.xml',
  } as const satisfies ReadEndpoint
  router.read(news, async (asked) => {
    const { articles, changesAt } = await newestArticles(services, asked)
    return {
      changesAt,
      render: async () => ({ bytes: Buffer.from(newsSitemap(articles, config.siteName, addresses)) }),
    }
  })
  addFile(router, services)
}

/** Where no page shows an article, it is read in the API. */
const robotsText = (addresses: Addresses, { pages, articleUrl }: SitemapServices['config']): string =>
  [
    'User-agent: *',
    'Disallow: /admin/',
    ...(pages || articleUrl ? ['Disallow: /v1/'] : []),
    ...(pages ? ['Disallow: /search'] : []),
    '',
    ...['/sitemap.xml', '/sitemap-news.xml'].map((path) => `Sitemap: ${addresses.of(path)}`),
    '',
  ].join('\n')

const digits = (count: string) => z.string().regex(new RegExp(`^\\d${count}$`))

function addFile(router: Router, services: SitemapServices): void {
  const endpoint = {
    ...common,
    operationId: 'getSitemap',
    summary: 'Get a sitemap',
    description: `Articles of a month by editorial date, the oldest first, at most ${versionsMax.toLocaleString('en')}, with their addresses in other languages as \`translation.of\` says.`,
    path: '/sitemaps/{year}-{month}-{number}.xml',
    madeFrom: ['articles', 'disclaimers'],
    parameters: z.strictObject({
      year: digits('{4}').meta({ description: 'Year', example: '2026' }),
      month: digits('{2}').meta({ description: 'Month', example: '03' }),
      number: digits('{1,6}').meta({ description: 'Number of the file, from 1', example: '1' }),
    }),
    problems: ['not-found'],
    example: '/sitemaps/2026-03-1.xml',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const { year, month, number } = asked.path
    // The moment of the index, which no legal text moves.
    const since = await lastChangeAt(asked.db, 'articles', asked.since)
    const files = (await services.sitemapFiles.at(asked, since)).get(`${year}-${month}`)
    const file = files?.find((one) => String(one.number) === number)
    if (!file) throw notFound()
    return answerOf(services, asked, file)
  })
}

async function answerOf(
  { config, pacer, addresses, disclaimers }: SitemapServices,
  { since: at, ...view }: Pick<Reading<unknown, unknown>, 'db' | 'epoch' | 'since'>,
  { month, begin }: SitemapFile,
): Promise<CachedAnswer> {
  const jurisdiction = config.defaultJurisdiction
  const without = padded(blockingTerms(jurisdiction))
  const resolver = await disclaimers.at(view, at, null)
  const isShown = (traits: ArticleTraits) => resolver.shown(traits).unresolved.length === 0
  const rows = (await rowsOf(view.db, { at, without, ...begin, end: endOf(month), examined: versionsMax }))
    .map(({ traits, ...row }) => ({ ...row, traits: JSON.parse(traits) as ArticleTraits }))
    .filter(({ traits }) => isShown(traits))
  const ids = rows.map(({ id }) => id)
  const groups = await translationGroups({ db: view.db, pacer }, ids, { at, jurisdiction, isShown })
  const articles = rows.map(
    ({ traits: { locale }, ...row }): SitemapArticle => ({
      ...{ ...row, locale },
      translations: groups.get(row.id) ?? [],
    }),
  )
  return { render: async () => ({ bytes: Buffer.from(sitemap(articles, addresses)) }) }
}
