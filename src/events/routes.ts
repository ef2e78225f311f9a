import { z } from 'zod'
import { toBytes } from '../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import { pageBytesMax, upToPageBytes } from '../http/parameters/page.ts'
import * as parameters from '../http/parameters/parameters.ts'
import { invalidParameter } from '../http/parameters/refusals.ts'
import { joinUrl, splitUrl } from '../http/parameters/url.ts'
import { lineageOf, requireKnown } from '../publishing/tape/tape.ts'
import { withData } from './data.ts'
import { filterOf, filters } from './filter.ts'
import { EventPage, EventStream, type TapeEvent } from './schema.ts'
import * as events from './store.ts'
import { createStreamLimits, type StreamLimits } from './stream/limits.ts'
import type { EventStreams } from './stream/streams.ts'

const after = parameters.seq.meta({
  description: 'Only entries after this `seq`; default: 0.',
  override: { type: 'integer', minimum: 0 },
})

const tag: Tag = {
  name: 'Events',
  description: 'The tape: everything that became public or stopped being so',
}

export interface EventServices {
  readonly config: StreamLimits
  readonly streams: EventStreams
}

export function eventRoutes(router: Router, services: EventServices): void {
  addPoll(router)
  addStream(router, services)
}

/** The tape, followed by polling. */
function addPoll(router: Router): void {
  const endpoint = {
    operationId: 'listEvents',
    tag,
    summary: 'Follow what becomes public',
    description:
      'Returns the tape, oldest entry first, from the beginning of the store: everything that became public or stopped being so. `data` shows the subject as it is public now, or is null. Store `page.next` and poll it: no entry is missed or repeated.',
    path: '/v1/events',
    query: z.strictObject({
      after,
      limit: parameters.limit,
      ...filters,
    }),
    answer: EventPage,
    problems: ['unknown-sequence'],
    access: 'public',
    cache: 'events',
    collections: ['articles', 'menus', 'disclaimers', 'references'],
    example: '/v1/events?after=0&limit=5',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, epoch, query, at, url }) => {
    const limit = query.limit ?? parameters.limitDefault
    const place = query.after ?? 0
    const filter = await filterOf(query, { db, epoch }, at)
    const found = await events.list(db, at, { after: place, limit, filter })
    if (found.entries.length === 0) await requireKnown(db, place)
    const entries = await withData(db, found.entries, at)
    const ids = [...new Set(entries.map((entry) => entry.subject))]
    const [tape, head] = [await lineageOf(db), await events.headAt(db, at)]
    const pageOf = (data: TapeEvent[], place: number) => {
      const next = nextUrl(url, place)
      return { bytes: toBytes(EventPage, { data, page: { limit, tape, head, next } }), ids, next }
    }
    const whole = pageOf(entries, found.next)
    if (whole.bytes.length <= pageBytesMax) return whole
    const some = upToPageBytes(entries, (entry) => Buffer.byteLength(JSON.stringify(entry)))
    return pageOf(some, some.at(-1)?.seq ?? found.next)
  })
}

/** The tape, followed by server-sent events. */
function addStream(router: Router, { config, streams }: EventServices): void {
  const takePlace = createStreamLimits(config)
  const endpoint = {
    operationId: 'streamEvents',
    tag,
    summary: 'Follow what becomes public, as a stream',
    description:
      'The entries of `GET /v1/events` as server-sent events, from any place of the whole history, and then each as it comes. An event is `id: {seq}` and `data:` with the entry in one line. A client that reconnects with `Last-Event-ID`, as `EventSource` does by itself, misses none and gets none twice. Every 15 seconds, and after 1,000 entries that the filters pass over, an `id` without data moves the place. A reader that takes nothing for 10 seconds is cut off.',
    path: '/v1/events/stream',
    query: z.strictObject({ after, ...filters }),
    answer: EventStream,
    mediaTypes: ['text/event-stream'],
    problems: ['unknown-sequence', 'too-many-streams'],
    access: 'public',
    example: '/v1/events/stream?after=0',
  } as const satisfies ReadEndpoint
  router.stream(endpoint, async ({ db, epoch, query, at }, exchange) => {
    const given = exchange.request.headers['last-event-id']
    const place = given ? lastEventId(String(given)) : (query.after ?? 0)
    await requireKnown(db, place, { parameter: given ? lastEventIdName : 'after' })
    const filter = await filterOf(query, { db, epoch }, at)
    const tape = await lineageOf(db)
    // HEAD ends at once.
    if (exchange.request.method !== 'HEAD') takePlace(exchange)
    return () => streams.begin(exchange.response, { filter, after: place, tape })
  })
}

const lastEventIdName = 'Last-Event-ID'

function lastEventId(text: string): number {
  const { success, data } = parameters.seq.safeParse(text)
  if (!success || data === undefined)
    throw invalidParameter(lastEventIdName, 'must be the id of an event, in decimal digits')
  return data
}

function nextUrl(url: string, after: number): string {
  const { path, query } = splitUrl(url)
  query.set('after', String(after))
  return joinUrl(path, query)
}
