import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { auditRoutes } from './access/audit/routes.ts'
import { trail } from './access/audit/trail.ts'
import { createKeyRing } from './access/keys/ring.ts'
import { keyRoutes } from './access/keys/routes.ts'
import { replays } from './access/replays.ts'
import { historyRoutes } from './articles/delivery/history.ts'
import { articleRoutes } from './articles/delivery/routes.ts'
import { createCards } from './articles/listing/cards.ts'
import { createRenderedBodies } from './articles/rendered-bodies.ts'
import { everyTag } from './db/cache-tags.ts'
import type { Database } from './db/database.ts'
import { deskRoutes } from './desk/routes.ts'
import { createDisclaimers } from './disclaimers/resolver.ts'
import { disclaimerRoutes } from './disclaimers/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { createEventStreams } from './events/stream/streams.ts'
import { feedRoutes } from './feeds/routes.ts'
import { formatRoutes } from './formats/routes.ts'
import { createEdgeDependencies } from './http/edge/edge-dependencies.ts'
import { createResponseCache } from './http/edge/response-cache.ts'
import { createRouter } from './http/endpoints/router.ts'
import { describeApi } from './http/openapi/document.ts'
import { createServer } from './http/server/server.ts'
import { createObserver, type LineWriter } from './http/telemetry/access-log.ts'
import { createMetrics } from './http/telemetry/metrics.ts'
import { createAddresses } from './kernel/addresses.ts'
import type { Clock } from './kernel/clock.ts'
import type { Config } from './kernel/config.ts'
import { createPacer, type Pacer } from './kernel/pacer.ts'
import { version } from './kernel/version.ts'
import { healthRoutes } from './ops/health.ts'
import { metricsRoutes } from './ops/metrics.ts'
import { refusalPages } from './pages/refusals.ts'
import { readerPages } from './pages/routes.ts'
import { productMenuRoutes } from './product-menus/routes.ts'
import { createStableIntervals } from './publishing/tape/changes.ts'
import { referenceRoutes } from './references/routes.ts'
import { docsRoutes } from './site/docs.ts'
import { documentRoutes } from './site/openapi-documents.ts'
import { pageRoutes } from './site/routes.ts'
import { createSitemapFiles } from './sitemaps/files.ts'
import { sitemapRoutes } from './sitemaps/routes.ts'
import { auditActs, problems, scopes } from './slices.ts'
import { createPopularity } from './suggestions/popularity.ts'
import { suggestionRoutes } from './suggestions/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

const description = `Financial news content for web and mobile front ends: articles, product menus and disclaimers.

Every public read of what changes in time, but for the tape, accepts \`asOf\` and then answers as it would have answered at that moment. Unknown, repeated and malformed parameters are refused. To read a whole list, follow \`page.next\`. Every error is a problem document (RFC 9457); its \`type\` is the URL of a page that says what to do. Every answer has \`X-Request-Id\`, the id of the request in the log of the server, and, while a rate limit is set, \`RateLimit\` with what is left of it. Answers of the desk are \`private, no-store, no-transform\`. Fields and enumeration values may be added; within \`/v1\` nothing is removed or changes its meaning.`

export interface AppContext {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  /** Aborted when the server begins to shut down. */
  readonly stopping: AbortSignal
}

/** Wires the application; read it as a table of contents. `lines` receives the access log. */
export async function buildApp(
  context: AppContext,
  lines: LineWriter,
  responseCache = createResponseCache(context.config.cacheBytes, context.db.epoch),
): Promise<FastifyInstance> {
  const { config, db, clock, log } = context
  const pacer = createPacer()
  const caches = { cache: responseCache, ...createCaches(config, db, pacer) }
  const { cache } = caches
  const addresses = createAddresses(config, () => portOf(app) ?? config.port)
  const services = { ...context, ...caches, addresses, pacer, problems }
  const streams = createEventStreams(services)
  const access = { keys: createKeyRing(context), trail, replays }
  const metrics = createMetrics()
  const onAnswered = createObserver(config, metrics, lines, clock.system)
  const pages = config.pages ? refusalPages(services) : undefined
  const edge = createEdgeDependencies({ ...services, onAnswered, refusalPages: pages })
  const drainMs = config.shutdownTimeoutMs / 2
  const app = await createServer({ log, edge, keys: access.keys, drainMs })
  const router = createRouter(app, {
    db,
    clock,
    cache,
    access,
    pacer,
    stableIntervalAt: caches.stableIntervalAt,
  })
  await describeApi(app, router, { version, description, problems })

  articleRoutes(router, services)
  historyRoutes(router, services)
  formatRoutes(router, services)
  sitemapRoutes(router, services)
  productMenuRoutes(router, services)
  disclaimerRoutes(router, services)
  referenceRoutes(router)
  suggestionRoutes(router, services)
  eventRoutes(router, { config, streams })
  feedRoutes(router, services)
  readerPages(router, services)
  deskRoutes(router, services)
  keyRoutes(router, scopes)
  auditRoutes(router, auditActs)
  webhookRoutes(router, services)
  healthRoutes(router, services)
  metricsRoutes(router, { ...services, metrics, lines, streams })
  pageRoutes(app, services)
  documentRoutes(app, config)
  docsRoutes(app, config)
  return app
}

const portOf = ({ server }: FastifyInstance): number | undefined =>
  (server.address() as AddressInfo | null)?.port

/**
 * Every cache of stored content between requests, in one place.
 *
 * | cache | content | invalidated | limit |
 * | --- | --- | --- | --- |
 * | `cache` | response cache: public answers, by URL | by a write that touches one of its cache tags, and at the next change of what they name | `CACHE_BYTES` |
 * | `stableIntervalAt` | the interval in which nothing public of a collection changes | by a write that touches the collection | one entry each |
 * | `disclaimers` | disclaimers in force at a moment, and their resolution | by a write that touches the legal texts | 16 moments, 2,000 contents each |
 * | `cards` | list items of public versions | never stale | 16 MiB |
 * | `bodies` | bodies of public versions as HTML, Markdown and text | never stale | 32 MiB |
 * | `popularity` | the references that articles name most | each full minute | 500 of each kind |
 * | `sitemapFiles` | which articles each file of the sitemap has | by month, when an article of it becomes public or stops being so | 100 bytes a file |
 *
 * Where stored bytes are rebuilt under their ids, everything is touched, and these are cleared too. The worker that
 * delivers to webhooks has its own: bodies (16 MiB), disclaimers, stable intervals, and the newest 1,000 entries.
 */
function createCaches(config: Config, db: Database, pacer: Pacer) {
  const disclaimers = createDisclaimers(config)
  const cards = createCards()
  const bodies = createRenderedBodies(pacer)
  const popularity = createPopularity()
  const sitemapFiles = createSitemapFiles(config, pacer)
  db.onCommit(({ touched, epoch }) => {
    const isRebuilt = touched.includes(everyTag)
    if (isRebuilt || touched.includes('disclaimers')) disclaimers.clear(epoch)
    if (!isRebuilt) return
    cards.clear(epoch)
    bodies.clear(epoch)
    popularity.clear()
    sitemapFiles.clear(epoch)
  })
  return {
    stableIntervalAt: createStableIntervals(db),
    disclaimers,
    cards,
    bodies,
    popularity,
    sitemapFiles,
  }
}
