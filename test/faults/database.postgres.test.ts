import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { loadSample } from '../../seeds/load.ts'
import { migratePostgres } from '../../src/db/postgres/migrate.ts'
import { openPostgres } from '../../src/db/postgres/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { connectDesk, type Request, requestsWith } from '../desk-client.ts'
import { sampleSlug } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { aBlock, anArticle } from '../makers.ts'
import { startServer as startDatabase, type TestServer } from '../server.postgres.ts'
import { createClient, waitFor } from './client.ts'
import { isAlive, startServer } from './process.ts'

/** A small disk for the tables, where this process may make one. */
const disk = mkdtempSync(join(tmpdir(), 'broadtape-disk-'))
const isDisk = process.getuid?.() === 0
let database: TestServer

beforeAll(async () => {
  if (isDisk) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0755', 'tmpfs', disk])
  database = await startDatabase({ isDurable: true, disk })
  await database.ready
  await execute(`create role desk login password 'desk'`)
})

afterAll(async () => {
  await database.stop()
  if (isDisk) execFileSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

async function execute(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

const cut = `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'desk'`
const signal = (name: NodeJS.Signals) => async () => {
  for (const id of database.processes()) process.kill(id, name)
}

interface Fault {
  readonly strike: () => Promise<unknown>
  readonly mend: () => Promise<unknown>
}

const faults: Record<string, Fault> = {
  gone: { strike: () => database.halt(), mend: () => database.start() },
  frozen: { strike: signal('SIGSTOP'), mend: signal('SIGCONT') },
  'out of connections': {
    strike: () => execute('alter role desk connection limit 0', cut),
    mend: () => execute('alter role desk connection limit -1'),
  },
  'given another password': {
    strike: () => execute(`alter role desk password 'other'`, cut),
    mend: () => execute(`alter role desk password 'desk'`),
  },
}

const drafts = (ids: readonly string[]) => ids.filter((id) => id.startsWith('art_'))

let stores = 0

/** A server on a store of its own, with editors who write all the time, and readers that get nothing from memory. */
async function openNewsroom() {
  stores += 1
  await execute(`create database store_${stores} owner desk template template0 encoding 'UTF8'`)
  const url = Object.assign(new URL(database.url), {
    username: 'desk',
    password: 'desk',
    pathname: `/store_${stores}`,
  }).href
  await migratePostgres(url)
  const db = await openPostgres(url, createClock())
  await loadSample(db)
  const { authorization } = await withKey(db)
  await db.close()
  const server = await startServer(url, { CACHE_BYTES: '0' })
  const desk = connectDesk(server.port)
  onTestFinished(desk.close)
  const { get, post } = requestsWith(authorization)
  const acknowledged: string[] = []
  const answers: { startedAt: number; milliseconds: number }[] = []
  const refusals = new Set<string>()
  const body = [aBlock('Shares rose. '.repeat(400))]
  /** Whether it was acknowledged. */
  const send = async (request: Request) => {
    const startedAt = performance.now()
    const { status, data } = await desk.send(request)
    answers.push({ startedAt, milliseconds: performance.now() - startedAt })
    if (status === 201) acknowledged.push(String(data.id))
    if (status >= 400) refusals.add(`${status} ${data.code}`)
    return status < 400
  }
  const write = () => {
    const { locale, type, headline } = anArticle()
    return send(post('/admin/v1/articles', { locale, type, headline, body }))
  }
  /** A write that shares a transaction with no other. */
  const writeAlone = (key: string) => send(post('/admin/v1/keys', { name: key, scopes: ['audit:read'] }))
  /** Editors who write all the time, until they are told to stop. */
  const edit = () => {
    let isOver = false
    const editors = Array.from({ length: 6 }, async (_, index) => {
      while (!isOver) {
        const isDone = await (index < 3 ? write() : writeAlone(`key-${index}`)).catch(() => false)
        if (!isDone) await sleep(50)
      }
    })
    return async () => {
      isOver = true
      await Promise.all(editors)
    }
  }
  const found = async (id: string) => (await desk.send(get(`/admin/v1/articles/${id}`))).status === 200
  return { server, client: createClient(server.port), write, edit, found, acknowledged, refusals, answers }
}

const storeAnswers = async (write: () => Promise<boolean>) => {
  const startedAt = performance.now()
  while (!(await write())) await sleep(50)
  return performance.now() - startedAt
}

test.each(Object.entries(faults))('a database that is %s', async (_, { strike, mend }) => {
  const { server, client, write, edit, found, acknowledged, refusals, answers } = await openNewsroom()
  const stopEditing = edit()
  await sleep(300)
  let mending: Promise<unknown> | undefined
  const mendOnce = () => {
    mending ??= mend()
    return mending
  }
  onTestFinished(async () => void (await mendOnce()))
  await strike()
  const struckAt = performance.now()
  const asked = await Promise.all(
    [`/v1/articles/${sampleSlug}`, '/v1/articles', '/v1/events', '/'].map(client),
  )
  for (const { status, milliseconds, code, retryAfter } of asked) {
    expect({ status, code, retryAfter }).toEqual({
      status: 503,
      code: code && 'storage-unavailable',
      retryAfter: '1',
    })
    expect(milliseconds).toBeLessThan(2_000)
  }
  expect(await waitFor(client, '/readyz', ({ status }) => status === 503, 3_000)).toBeLessThan(2_000)
  const alive = await client('/livez')
  expect(alive.status).toBe(200)
  expect(alive.milliseconds).toBeLessThan(500)
  await sleep(4_000)
  const refused = answers.filter(({ startedAt }) => startedAt > struckAt)
  expect(refused.length).toBeGreaterThan(6)
  expect(Math.max(...refused.map(({ milliseconds }) => milliseconds))).toBeLessThan(2_000)

  await mendOnce()
  const isBack = await Promise.all([
    waitFor(client, `/v1/articles/${sampleSlug}`, ({ status }) => status === 200, 6_000),
    waitFor(client, '/readyz', ({ status }) => status === 200, 6_000),
    storeAnswers(write),
  ])
  expect(Math.max(...isBack)).toBeLessThan(5_000)
  await stopEditing()
  expect([...refusals]).toEqual(['503 storage-unavailable'])
  expect((await Promise.all(drafts(acknowledged).map(found))).filter((one) => !one)).toEqual([])
  expect(isAlive(server)).toBe(true)
})

test('a database that is restarted, or crashes, loses nothing that was acknowledged', async () => {
  const { client, write, edit, found, acknowledged, refusals } = await openNewsroom()
  const strikes = [
    async () => {
      await database.halt()
      await database.start()
    },
    // The server restarts all of them, and recovers from its log.
    async () => process.kill(database.processes().at(-1) ?? 0, 'SIGKILL'),
  ]
  for (const strike of strikes) {
    const stopEditing = edit()
    await sleep(500)
    await strike()
    expect(await storeAnswers(write)).toBeLessThan(5_000)
    expect(await waitFor(client, '/readyz', ({ status }) => status === 200, 6_000)).toBeLessThan(5_000)
    await stopEditing()
  }
  expect([...refusals]).toEqual(['503 storage-unavailable'])
  expect(acknowledged.length).toBeGreaterThan(10)
  expect((await Promise.all(drafts(acknowledged).map(found))).filter((one) => !one)).toEqual([])
})

test.runIf(isDisk)(
  'on a full disk reads go on, writes answer storage-full, and go on once there is room',
  async () => {
    const { client, write, found, acknowledged, refusals } = await openNewsroom()
    await write()
    fillDisk()
    const outcomes: boolean[] = []
    for (let count = 0; count < 60; count += 1) outcomes.push(await write())
    expect(outcomes.slice(-10)).toEqual(Array(10).fill(false))
    expect([...refusals]).toEqual(['503 storage-full'])
    for (const path of [`/v1/articles/${sampleSlug}`, '/v1/articles', '/v1/events', '/readyz'])
      expect(await client(path)).toMatchObject({ status: 200 })
    rmSync(join(disk, 'ballast'))
    expect(await storeAnswers(write)).toBeLessThan(5_000)
    expect((await Promise.all(drafts(acknowledged).map(found))).filter((one) => !one)).toEqual([])
  },
)

function fillDisk(): void {
  for (let size = 1_048_576; size >= 4_096; size /= 2) {
    for (;;) {
      try {
        writeFileSync(join(disk, 'ballast'), Buffer.alloc(size), { flag: 'a' })
      } catch {
        break
      }
    }
  }
}
