import { z } from 'zod'
import { toBytes } from '../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import { pageBytesMax, upToPageBytes } from '../http/parameters/page.ts'
import * as parameters from '../http/parameters/parameters.ts'
import { joinUrl, splitUrl } from '../http/parameters/url.ts'
import { anyOf } from '../http/parameters/values.ts'
import { lineageOf, requireKnown, tapeTypes } from '../publishing/tape/tape.ts'
import { instrumentKeys } from '../references/names.ts'
import { InstrumentName } from '../references/symbols.ts'
import { EventPage } from './schema.ts'
import * as events from './store.ts'

const tag: Tag = {
  name: 'Events',
  description: 'The tape: everything that became public or stopped being so',
}

const type = anyOf(
  z.enum(tapeTypes, { message: `must be one of ${tapeTypes.join(', ')}` }),
  'Only entries of these types.',
  'article.corrected,article.retracted',
)

const instrument = anyOf(
  InstrumentName,
  'Only entries of articles about these instruments: keys, or `MIC:TICKER` as listed now.',
  'XNAS:PLTR',
)

/** The tape, followed by polling. */
export function eventRoutes(router: Router): void {
  const endpoint = {
    operationId: 'listEvents',
    tag,
    summary: 'Follow what becomes public',
    description:
      'Returns the tape, oldest entry first, from the beginning of the store: everything that became public or stopped being so. `data` shows the subject as it is public now, or is null. Store `page.next` and poll it: no entry is missed or repeated.',
    path: '/v1/events',
    query: z.strictObject({
      after: parameters.seq.meta({
        description: 'Only entries after this `seq`; default: 0.',
        override: { type: 'integer', minimum: 0 },
      }),
      limit: parameters.limit,
      type,
      instrument,
    }),
    answer: EventPage,
    problems: ['unknown-sequence'],
    access: 'public',
    cache: 'events',
    collections: ['articles', 'menus', 'disclaimers', 'references'],
    example: '/v1/events?after=0&limit=5',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, query, at, url }) => {
    const limit = query.limit ?? parameters.limitDefault
    const instruments = query.instrument && (await instrumentKeys(db, query.instrument, at))
    const after = query.after ?? 0
    const found = await events.list(db, at, { after, limit, type: query.type, instruments })
    if (found.entries.length === 0) await requireKnown(db, after)
    const ids = [...new Set(found.entries.map((entry) => entry.subject))]
    const data = await events.listData(db, ids, at)
    const entries = found.entries.map((entry) => ({
      ...entry,
      type: entry.type as (typeof tapeTypes)[number],
      data: data.get(entry.subject) ?? null,
    }))
    const tape = await lineageOf(db)
    const pageOf = (data: typeof entries, place: number) => {
      const next = nextUrl(url, place)
      return { bytes: toBytes(EventPage, { data, page: { limit, tape, next } }), ids, next }
    }
    const whole = pageOf(entries, found.next)
    if (whole.bytes.length <= pageBytesMax) return whole
    const some = upToPageBytes(entries, (entry) => Buffer.byteLength(JSON.stringify(entry)))
    return pageOf(some, some.at(-1)?.seq ?? found.next)
  })
}

function nextUrl(url: string, after: number): string {
  const { path, query } = splitUrl(url)
  query.set('after', String(after))
  return joinUrl(path, query)
}
