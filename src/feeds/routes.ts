import { z } from 'zod'
import { jurisdictionOf } from '../articles/delivery/shown.ts'
import { findListed, selectionOf } from '../articles/listing/list.ts'
import { filters } from '../articles/listing/parameters.ts'
import { findRetractions, forgottenAt } from '../articles/listing/retraction-store.ts'
import { readPage } from '../articles/listing/show-page.ts'
import { translationGroups } from '../articles/translations.ts'
import type { CachedEndpoint, Tag } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import { planPage } from '../http/parameters/page.ts'
import * as parameters from '../http/parameters/parameters.ts'
import { earliest } from '../values/time.ts'
import { atom } from './atom.ts'
import { type FeedServices, makeFeed } from './feed.ts'
import type { FeedFormat } from './format.ts'
import { jsonFeed } from './json-feed.ts'
import { rss } from './rss.ts'
import { AtomFeed, JsonFeed, RssFeed } from './schema.ts'

const feedsTag: Tag = {
  name: 'Feeds',
  description:
    'Lists of articles for feed readers. The first page begins with the retractions of the last 30 days, at most 100, that pass the filters by reference, author, story, type, language and urgency; with `q` there are none',
}

const { asOf, jurisdiction, page } = parameters
const { total: _, ...feedFilters } = filters

const body = z
  .enum(['html', 'none'], { message: 'must be html or none' })
  .meta({ id: 'FeedBody', description: 'Whether a feed has the full text' })
  .optional()
  .meta({ description: '`html`: the full text with its disclaimers, the default; `none`: no text.' })

const query = z.strictObject({ ...feedFilters, ...page, body, jurisdiction, asOf })

interface DeclaredFeed extends Pick<CachedEndpoint, 'operationId' | 'answer'> {
  readonly path: string
  readonly name: string
  readonly mediaType: string
  readonly format: FeedFormat
}

const feeds: readonly DeclaredFeed[] = [
  {
    operationId: 'getRssFeed',
    path: '/feeds/rss.xml',
    name: 'RSS 2.0',
    mediaType: 'application/rss+xml; charset=utf-8',
    answer: RssFeed,
    format: rss,
  },
  {
    operationId: 'getAtomFeed',
    path: '/feeds/atom.xml',
    name: 'Atom',
    mediaType: 'application/atom+xml; charset=utf-8',
    answer: AtomFeed,
    format: atom,
  },
  {
    operationId: 'getJsonFeed',
    path: '/feeds/feed.json',
    name: 'JSON Feed',
    mediaType: 'application/feed+json',
    answer: JsonFeed,
    format: jsonFeed,
  },
]

export function feedRoutes(router: Router, services: FeedServices): void {
  for (const feed of feeds) addFeed(router, services, feed)
}

/** Adds a list of articles in a format. */
export function addFeed(router: Router, services: FeedServices, feed: DeclaredFeed): void {
  const { operationId, path, name, mediaType, answer, format } = feed
  const endpoint = {
    operationId,
    tag: feedsTag,
    summary: `Get the articles as ${name}`,
    description: `The list of articles as ${name}, with the filters and the search of \`listArticles\`.`,
    path,
    query,
    answer,
    mediaTypes: [mediaType],
    access: 'public',
    cache: 'article',
    collections: ['articles'],
    // References: a symbol in the filter is resolved.
    madeFrom: ['articles', 'disclaimers', 'references'],
    example: `${path}?limit=1&body=none`,
  } as const satisfies CachedEndpoint
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 2)
    const form = asked.query.body ?? 'html'
    const isWithRetractions = asked.query.cursor === undefined && asked.query.q === undefined
    const audience = jurisdictionOf(services, asked.query)
    const selection = await selectionOf(asked, asked.query, plan.pinned, audience)
    const found = await findListed(asked, selection, plan)
    const page = await readPage(
      services,
      asked,
      found,
      { form, jurisdiction: asked.query.jurisdiction },
      plan,
    )
    const ids = format.hasTranslations ? page.shown.map(({ row }) => row.document_id) : []
    const groups = await translationGroups({ db: asked.db, pacer: services.pacer }, ids, {
      at: plan.pinned,
      jurisdiction: audience,
    })
    const retractions = isWithRetractions ? await findRetractions(asked.db, selection, asked.at) : []
    return {
      changesAt: earliest(...retractions.map(forgottenAt)),
      render: () => makeFeed(services, format, { path, form, groups, retractions, ...page }, asked),
    }
  })
}
