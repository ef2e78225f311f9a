import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type CacheTag, collections, type StableIntervalAt } from '../../db/cache-tags.ts'
import type { Database, Queries } from '../../db/database.ts'
import { storageUnavailable } from '../../db/faults.ts'
import type { Clock } from '../../kernel/clock.ts'
import { version } from '../../kernel/version.ts'
import { earliest, type Instant } from '../../values/time.ts'
import { cacheClassAt, cacheControl, pastAfterMs } from '../edge/caching.ts'
import {
  type PreparedAnswer,
  prepareAnswer,
  type ResponseCache,
  writeVariant,
} from '../edge/response-cache.ts'
import { invalidParameter } from '../parameters/refusals.ts'
import { publicHeaders } from '../protocol/headers.ts'
import {
  type Answer,
  type CachedAnswer,
  contentTypeOf,
  type Redirect,
  sendUncached,
  withBytes,
} from './answer.ts'
import { describe } from './describing.ts'
import type { ReadEndpoint } from './endpoint.ts'
import { type Reading, readRequest } from './request.ts'
import { soon } from './soon.ts'

export interface ReadDependencies {
  readonly db: Pick<Database, 'snapshot'>
  readonly clock: Clock
  /** Null if disabled. */
  readonly cache: ResponseCache | null
  readonly stableIntervalAt: StableIntervalAt
}

const noQueries = new Proxy({} as Queries, {
  get() {
    throw new Error('An endpoint beside the store has no queries.')
  },
})

export type Handler<Path extends z.ZodObject, Query extends z.ZodObject, Answered = Answer | Redirect> = (
  asked: Reading<z.output<Path>, z.output<Query>>,
) => Promise<Answered>

export function answerRead<Path extends z.ZodObject, Query extends z.ZodObject>(
  parts: ReadDependencies,
  endpoint: ReadEndpoint<Path, Query>,
  handler: Handler<Path, Query>,
) {
  const { db, clock, cache } = parts
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = readRequest(endpoint, request)
    const known = endpoint.isPage && clock.isCurrent() && cache?.get(asked.url, clock.milliseconds())
    if (known) return sendPrepared(request, reply, known)
    const asOf = 'asOf' in asked.query ? (asked.query.asOf as Instant | undefined) : undefined
    const answerFrom = async (queries: Queries, epoch: number) => {
      if (asOf) await requireReached(clock, asOf)
      // Not earlier: a commit before the snapshot would show in it, and be later than the moment.
      const at = asOf ?? clock.now()
      const view = { db: queries, epoch }
      if (!endpoint.cache)
        return { found: await handler({ ...asked, ...view, at, since: at }), epoch, until: null }
      const { since, until } = await parts.stableIntervalAt(view, endpoint.madeFrom ?? collections, at)
      const found = await handler({ ...asked, ...view, at, since })
      if (!('madeFrom' in found) || !found.madeFrom) return { found, epoch, until }
      const beside = await parts.stableIntervalAt(view, found.madeFrom, at)
      return { found, epoch, until: earliest(until, beside.until) }
    }
    const { found, epoch, until } = await soon(() =>
      endpoint.isBesideStore ? answerFrom(noQueries, 0) : db.snapshot(answerFrom),
    )
    if ('location' in found) return redirect(reply, found)
    if (!endpoint.cache) return sendUncached(reply, endpoint, found)
    const whole = await withBytes(endpoint, found)
    const { bytes, digest } = whole
    const headers = [
      ...publicHeaders,
      'cache-control',
      cacheControl[cacheClassAt(endpoint.cache, asOf, clock.now())],
    ]
    const prepared = prepareAnswer({
      route: endpoint.path,
      bytes,
      contentType: contentTypeOf(endpoint, whole),
      // Another program version may assemble the same parts differently.
      digest: digest ? `${version} ${digest}` : bytes,
      headers,
      describing: describe(endpoint as ReadEndpoint, whole, headers),
    })
    cache?.set(asked.url, prepared, {
      epoch,
      tags: tagsOf(endpoint, whole),
      until: asOf ? settledAfter(asOf, clock.milliseconds()) : nextChange(until, whole),
      bytes: bytes.length,
    })
    return sendPrepared(request, reply, prepared)
  }
}

/** Sends the variant that the client asks for, or 304. */
export async function sendPrepared(
  request: FastifyRequest,
  reply: FastifyReply,
  prepared: PreparedAnswer,
): Promise<FastifyReply> {
  const variant = await prepared.variantFor(request.headers['accept-encoding'] as string | undefined)
  reply.hijack()
  const { admitted } = request.raw
  admitted?.onPrepared()
  writeVariant(request.raw, reply.raw, variant, request.id, admitted?.rateLimitHeaders ?? [])
  return reply
}

const redirect = (reply: FastifyReply, { location }: Redirect) =>
  reply.header('cache-control', 'public, max-age=15').redirect(location, 308)

/** What an answer was made from; null: everything. */
const tagsOf = (
  { madeFrom }: Pick<ReadEndpoint, 'madeFrom'>,
  answer: Pick<CachedAnswer, 'madeFrom' | 'versions'>,
): readonly CacheTag[] | null =>
  madeFrom
    ? [...madeFrom, ...(answer.madeFrom ?? []), ...(answer.versions ?? []).map((one) => one.document_id)]
    : null

/** When an answer changes by the clock alone, in milliseconds since 1970; Infinity if no such change is known. */
function nextChange(
  ofCollections: Instant | null,
  { changesAt = null, versions = [] }: Pick<CachedAnswer, 'changesAt' | 'versions'>,
): number {
  const at = earliest(ofCollections, changesAt, ...versions.map((version) => version.visible_until))
  return at ? Date.parse(at) : Number.POSITIVE_INFINITY
}

/** An answer for a past moment stays true, but is prepared again once its `Cache-Control` becomes that of `past`. */
function settledAfter(asOf: Instant, now: number): number {
  const settled = Date.parse(asOf) + pastAfterMs + 1
  return settled > now ? settled : Number.POSITIVE_INFINITY
}

async function requireReached(clock: Clock, asOf: Instant): Promise<void> {
  if (await clock.reached(asOf)) return
  const lagMs = clock.status()?.lagMs ?? 0
  if (Date.parse(asOf) > clock.milliseconds() + lagMs) throw invalidParameter('asOf', 'lies in the future')
  throw storageUnavailable(new Error('The clock of this node is held back.'))
}
