import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { pino } from 'pino'
import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { trail } from '../../../src/access/audit/trail.ts'
import { createKeyRing } from '../../../src/access/keys/ring.ts'
import { replays } from '../../../src/access/replays.ts'
import type { Queries } from '../../../src/db/database.ts'
import { createEdgeDependencies } from '../../../src/http/edge/edge-dependencies.ts'
import type { ReadDependencies } from '../../../src/http/endpoints/read.ts'
import { createRouter, type Router } from '../../../src/http/endpoints/router.ts'
import type { WriteDependencies } from '../../../src/http/endpoints/write.ts'
import { deskNotFound } from '../../../src/http/parameters/refusals.ts'
import { createServer } from '../../../src/http/server/server.ts'
import type { Answered } from '../../../src/http/telemetry/metrics.ts'
import { readConfig } from '../../../src/kernel/config.ts'
import { createPacer } from '../../../src/kernel/pacer.ts'
import { problems } from '../../../src/slices.ts'
import { testStore } from '../../helpers.ts'
import { withKey } from '../../keys.ts'

const Thing = z.strictObject({ text: z.string().max(2_000_000), note: z.string().optional() })
const answer = z.object({ data: z.looseObject({ text: z.string() }) })
const name = z.strictObject({ name: z.string() })
const shared = {
  tag: { name: 'Things', description: 'Things of a test' },
  summary: 'A thing',
  description: 'A thing of a test.',
  access: ['menus:write'],
} as const

/** A server with desk endpoints for things, which are texts in the store. */
export async function deskApp({
  environment = {},
  pause = async () => {},
  /** What happens before the snapshot of a read is opened. */
  beforeSnapshot = async (_store: TestStore) => {},
  /** Makes the answer of `/v1/stream`. */
  makeStream = () => Readable.from(['']),
} = {}) {
  const store = await testStore()
  const lines: string[] = []
  const answered: Answered[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const config = readConfig({ RATE_LIMIT: '0', ...environment })
  const base = { ...store, log, config, stopping: new AbortController().signal }
  const access = { keys: createKeyRing(base), trail, replays }
  const edge = createEdgeDependencies({
    ...base,
    problems,
    cache: null,
    onAnswered: (one) => void answered.push(one),
  })
  const stableIntervalAt = async () => ({ since: store.clock.now(), until: null })
  const app = await createServer({ log, edge, keys: access.keys, drainMs: 1_000 })
  const db: ReadDependencies['db'] & WriteDependencies['db'] = {
    write: store.db.write,
    async snapshot(work) {
      await beforeSnapshot(store)
      return store.db.snapshot(work)
    },
  }
  const router = createRouter(app, {
    ...store,
    db,
    cache: null,
    access,
    pacer: createPacer(),
    stableIntervalAt,
  })
  addEndpoints(router, pause)
  addMedia(router, makeStream)
  await app.ready()
  onTestFinished(() => app.close())
  return { ...store, app, lines, answered, http: supertest(app.server), key: await withKey(store.db) }
}

type TestStore = Awaited<ReturnType<typeof testStore>>

function addEndpoints(router: Router, pause: () => Promise<void>): void {
  const path = '/admin/v1/things/{name}'
  router.read(
    { ...shared, operationId: 'getThing', path, parameters: name, answer },
    async ({ db, path: { name } }) => {
      const text = await find(db, name)
      if (text === null) throw deskNotFound()
      return { json: { data: { text } }, etag: `"${text}"` }
    },
  )
  for (const method of ['PUT', 'PATCH', 'DELETE'] as const)
    router.write(
      {
        ...shared,
        operationId: `${method}Thing`,
        method,
        path,
        parameters: name,
        ifMatch: 'required',
        answer: method === 'DELETE' ? null : answer,
        ...(method !== 'DELETE' && { body: Thing }),
      },
      async ({ write, body, path: { name }, requireMatch }) => {
        const before = await find(write.tx, name)
        if (before === null && method !== 'PUT') throw deskNotFound()
        requireMatch(before === null ? null : `"${before}"`)
        const text = (body as { text: string } | undefined)?.text ?? null
        await put(write.tx, name, text)
        const audit = { act: 'topic.put', subject: name, before, after: text } as const
        return { json: text === null ? null : { data: { text } }, etag: `"${text}"`, audit }
      },
    )
  router.write(
    {
      ...shared,
      operationId: 'createThing',
      method: 'POST',
      path: '/admin/v1/things',
      query: z.strictObject({ draft: z.string().optional() }),
      body: Thing,
      answer,
      status: 201,
    },
    async ({ write, body }) => {
      await pause()
      const count = await countThings(write.tx)
      if (body.text === 'refused') throw deskNotFound()
      await put(write.tx, `thing-${count}`, body.text)
      return {
        json: { data: { text: body.text, number: count, secret: 's' } },
        etag: `"${count}"`,
        location: `/admin/v1/things/thing-${count}`,
        secrets: ['secret'],
        audit: { act: 'topic.put', subject: `thing-${count}` },
      }
    },
  )
  router.write(
    {
      ...shared,
      operationId: 'touchThing',
      method: 'POST',
      path: '/admin/v1/things/{name}/touch',
      parameters: name,
      idempotency: 'required',
      answer,
    },
    async ({ path: { name } }) => ({
      json: { data: { text: name } },
      audit: { act: 'topic.put', subject: name },
    }),
  )
}

/** Public endpoints whose answers are not JSON. */
function addMedia(router: Router, makeStream: () => Readable): void {
  const media = { ...shared, access: 'public', answer: z.string() } as const
  const feed = { ...media, operationId: 'getFeed', path: '/v1/feed', cache: 'list' } as const
  router.read({ ...feed, mediaTypes: ['application/atom+xml'] }, async () => ({
    bytes: Buffer.from('<feed/>'),
    language: 'en',
    headers: { 'x-robots-tag': 'noindex' },
  }))
  const undeclared = async () => ({ bytes: Buffer.from('other'), mediaType: 'text/other' })
  router.read({ ...feed, operationId: 'getCachedOther', path: '/v1/other-feed' }, undeclared)
  router.read({ ...media, operationId: 'getOther', path: '/v1/other' }, undeclared)
  const stream = { ...media, operationId: 'getStream', path: '/v1/stream' } as const
  router.read({ ...stream, mediaTypes: ['text/plain'] }, async () => ({ stream: makeStream() }))
  const table = { ...media, operationId: 'getTable', path: '/v1/table' } as const
  router.read({ ...table, mediaTypes: ['text/csv; charset=utf-8', 'text/plain'] }, async ({ db, at }) => {
    const count = await countThings(db)
    return {
      stream: Readable.from([`at,count\n`, `${at},${count}\n`]),
      mediaType: count > 0 ? 'text/plain' : 'text/csv; charset=utf-8',
    }
  })
}

const find = async (db: Queries, name: string): Promise<string | null> => {
  const row = await sql<{ content: string }>`select content from reference where key = ${name}`.execute(db)
  return row.rows[0]?.content ?? null
}

export async function put(tx: Queries, name: string, text: string | null): Promise<void> {
  await sql`delete from reference where key = ${name}`.execute(tx)
  if (text !== null)
    await sql`insert into reference (kind, key, visible_from, content) values ('topic', ${name}, '2026', ${text})`.execute(
      tx,
    )
}

const countThings = async (db: Queries): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from reference`.execute(db)
  return rows[0]?.count ?? 0
}
