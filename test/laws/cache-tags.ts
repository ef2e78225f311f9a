import { setImmediate as turn } from 'node:timers/promises'
import { buildApp } from '../../src/app.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { type CacheTag, collections, everyTag } from '../../src/db/cache-tags.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { createResponseCache, type ResponseCache } from '../../src/http/edge/response-cache.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { sampleSlug, testApp } from '../helpers.ts'
import { deliveryPaths, feedPaths } from '../http/paths.ts'
import { essence } from '../http/served.ts'
import { listening } from '../http/socket.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** What the law looks at beside the sample; ids by name. */
export type World = Awaited<ReturnType<typeof openWorld>>

export const lonely = EntityContent.parse({ key: 'lonely', name: 'Lonely', type: 'place' })
export const paper = InstrumentContent.parse({
  key: 'paper',
  name: 'Paper',
  assetClass: 'equity',
  listings: [{ mic: 'XNYS', ticker: 'PAP', primary: true }],
})
export const topic = TopicContent.parse({ scheme: 'own', code: 'one', name: 'One' })

export const urls = [
  ...[
    '/',
    '/developers',
    '/?locale=en&cursor=',
    '/corrections',
    '/search?q=rose',
    '/topics/own:one',
    '/instruments/XNYS:PAP',
  ],
  ...['own', 'linked', 'held', 'paper'].map((slug) => `/articles/${slug}`),
  '/articles/own?asOf=2026-04-01T00:00:05Z',
  ...deliveryPaths,
  ...feedPaths.flatMap((path) => [
    `${path}?limit=1`,
    `${path}?instrument=XNYS:PAP`,
    `${path}?q=rose&body=none`,
  ]),
  ...['/v1/articles?limit=1', '/v1/articles?total=true&type=news', '/v1/articles?instrument=XNYS:PAP'],
  ...[
    '/v1/articles?q=rose',
    '/v1/articles?q=%22next+version%22&sort=-updatedAt&total=true',
    '/v1/articles?q=shares&sort=relevance',
    '/v1/articles?facets=topic,instrument,entity,type,locale&limit=1',
    '/v1/articles?facets=instrument&q=rose&total=true',
  ],
  ...['/v1/search/suggestions?q=pap', '/v1/search/suggestions?q=mar', '/v1/search/suggestions?q=o&limit=20'],
  ...['own', 'linked', 'held'].flatMap((slug) => [
    `/v1/articles/${slug}`,
    `/v1/articles/${slug}?body=html&fields=headline`,
    `/v1/articles/${slug}?asOf=2026-04-01T00:00:05Z`,
    `/v1/articles/${slug}/versions`,
    `/v1/articles/${slug}/versions/1`,
    `/v1/articles/${slug}/related`,
    `/v1/articles/${slug}/translations`,
    `/v1/articles/${slug}/corrections`,
    `/v1/articles/${slug}/disclaimers?explain=true`,
    `/v1/articles/${slug}/ninjs`,
    `/v1/articles/${slug}/jsonld`,
  ]),
  '/v1/articles/paper/jsonld',
  ...['/sitemap.xml', '/sitemap-news.xml', '/sitemaps/2026-04-1.xml'],
  ...['/v1/product-menus/main-menu', '/v1/product-menus?limit=1', '/v1/disclaimers?limit=1'],
  ...['/v1/disclaimers/capital-at-risk', '/v1/disclaimers/capital-at-risk/versions/1?locale=en-GB'],
  ...['/v1/entities/lonely', '/v1/entities?limit=1', '/v1/instruments/XNYS:PAP', '/v1/topics/own:one'],
]

/** A store with the sample and more, behind an application that remembers and one that does not. */
async function openWorld(alter: (cache: ResponseCache) => ResponseCache) {
  const closings: (() => Promise<unknown>)[] = []
  const store = await testApp({
    environment: { MENU: 'main-menu' },
    behind: (close) => void closings.unshift(close),
  })
  const desk = newsroom(store.db)
  const own = await desk.publish(articleKind, anArticle({ slug: 'own', instruments: [] }))
  await store.db.write((write) =>
    putReferences(write, [entityPut(lonely), instrumentPut(paper), topicPut(topic)]),
  )
  await desk.publish(articleKind, anArticle({ slug: 'paper', instruments: [{ key: 'paper' }] }))
  const translation = { of: own, version: 1, method: 'human' as const }
  const british = anArticle({ slug: 'linked', storyKey: 'own', locale: 'en-GB', translation })
  const linked = await desk.publish(articleKind, british)
  const held = await desk.publish(
    articleKind,
    anArticle({ slug: 'held', publishedAt: '2026-02-01T00:00:00Z' }),
  )
  await desk.hold(held)
  const text = await desk.publish(disclaimerKind, aDisclaimer())
  await store.db.write((write) => putRules(write, [aRule()]))
  const items = [linked, held].map((id) => anItem(id.replace('_', '-'), { link: { type: 'article', id } }))
  const menu = await desk.publish(productMenuKind, aMenu({ sections: [{ key: 'all', items }] }))
  store.time.advance(120_000)
  const ids = { own, linked, held, text, menu }
  const made = createResponseCache(64 * 1024 ** 2, store.db.epoch)
  if (!made) throw new Error('no response cache')
  const tags = new Map<string, readonly CacheTag[] | null>()
  const cache = alter({
    ...made,
    set(url, answer, validity) {
      tags.set(url, validity.tags)
      made.set(url, answer, validity)
    },
  })
  const serve = async (responseCache: ResponseCache | null) => {
    const app = await buildApp(store, { write: () => {} }, responseCache)
    closings.unshift(() => app.close())
    const { ask } = await listening(app)
    return async (url: string) => JSON.stringify(essence(await ask(url)))
  }
  const close = async () => {
    for (const closing of closings) await closing()
  }
  return { ...store, desk, ids, tags, ask: await serve(cache), askAnew: await serve(null), close }
}

/** An answer before and after a write, and by which tags one could have told. */
export interface Observation {
  readonly act: string
  readonly url: string
  readonly tags: readonly CacheTag[] | null
  readonly touched: readonly CacheTag[]
  readonly changed: boolean
  /** True if the remembering application still gave the old answer. */
  readonly isStale: boolean
}

/** Performs an act on a world of its own, with every answer cached before. */
export async function observe(
  act: string,
  perform: (world: World) => Promise<unknown>,
  alter: (cache: ResponseCache) => ResponseCache = (cache) => cache,
): Promise<Observation[]> {
  const world = await openWorld(alter)
  const before = new Map<string, string>()
  for (const url of urls) {
    await world.ask(url)
    before.set(url, await world.askAnew(url))
  }
  const touched: CacheTag[] = []
  world.db.onCommit((commit) => touched.push(...commit.touched))
  await perform(world)
  const observations: Observation[] = []
  for (const url of urls) {
    const tags = world.tags.get(url) ?? null
    const after = await world.askAnew(url)
    const isStale = (await world.ask(url)) !== after
    observations.push({ act, url, tags, touched, changed: after !== before.get(url), isStale })
  }
  await world.close()
  return observations
}

/** How far ahead a write is dated in what follows, in milliseconds. */
const leadMs = 250

/**
 * Performs an act as another process does that dates its writes ahead, with every answer cached before. Returns the
 * answers that it alters before its instant, and those from then on.
 */
export async function observeAhead(perform: (world: World) => Promise<unknown>) {
  const world = await openWorld((cache) => cache)
  const { read } = world.time
  const db = await world.open(createClock(read, leadMs, () => turn(), read))
  const altered = async (before: ReadonlyMap<string, string>) => {
    const found: string[] = []
    for (const url of urls)
      for (const ask of [world.ask, world.askAnew]) if ((await ask(url)) !== before.get(url)) found.push(url)
    return [...new Set(found)]
  }
  const before = new Map<string, string>()
  for (const url of urls) before.set(url, await world.ask(url))
  const noticed = new Promise((resolve) => world.db.onCommit(resolve))
  await perform({ ...world, db, desk: newsroom(db) })
  await noticed
  world.time.advance(leadMs - 1)
  const early = await altered(before)
  world.time.advance(1)
  const there = await altered(before)
  await db.close()
  await world.close()
  return { early, there }
}

/** Answers that changed without a tag that tells. */
export const untold = (observations: readonly Observation[]): Observation[] =>
  observations.filter(
    ({ changed, tags, touched }) =>
      changed && tags && ![...tags, everyTag].some((tag) => touched.includes(tag)),
  )

/** A document's tag, or the collection. */
export const sortOf = (tag: CacheTag): string =>
  (collections as readonly string[]).includes(tag) ? tag : 'document'

/** The path without what it names. */
export const routeOf = (url: string): string =>
  url
    .replace(/\?.*/, '')
    .replace(sampleSlug, '{slug}')
    .replace(/^(\/v1\/[\w-]+)\/[\w:-]+/, '$1/{name}')
    .replace(/^(\/(?:articles|topics|instruments))\/[\w:-]+/, '$1/{name}')
    .replace(/\{slug\}/, '{name}')
    .replace(/\/\d+$/, '/{n}')
