import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { sampleSlug } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { askRepeatedly, createClient, type Outcome, percentile, waitFor } from './client.ts'
import { createStore, isAlive, startServer } from './process.ts'

// Shown to fail with a server that does not look whether its file is in place (`isInPlace: () => true` in
// src/db/sqlite/open.ts: it stays ready), that gives faults of the store as its own (`isUnusable: () => false` in
// src/db/sqlite/faults.ts: 500), and whose poller gives up at its first fault (due tape entries cannot be appended).

const faults: [string, (file: string) => void][] = [
  ['truncated', (file) => truncateSync(file, 32_768)],
  ['deleted', (file) => rmSync(file)],
  [
    'deleted with its log',
    (file) => ['', '-wal', '-shm'].forEach((end) => void rmSync(file + end, { force: true })),
  ],
  [
    'replaced by a copy',
    (file) => {
      copyFileSync(file, `${file}.new`)
      renameSync(`${file}.new`, file)
    },
  ],
]

test.each(faults)('a store that is %s makes the node unready, and the process lives', async (_, spoil) => {
  const file = await createStore(5)
  const server = await startServer(file, { CACHE_BYTES: '0' })
  const client = createClient(server.port)
  expect((await client('/readyz')).status).toBe(200)
  spoil(file)
  expect(await waitFor(client, '/readyz', ({ status }) => status === 503, 3_000)).toBeLessThan(2_000)
  const answers = await Promise.all(
    ['/livez', '/v1/articles', `/v1/articles/${sampleSlug}`, '/metrics'].map(client),
  )
  expect(answers.filter((answer) => !isHonest(answer))).toEqual([])
  expect((await client('/livez')).status).toBe(200)
  expect(isAlive(server)).toBe(true)
})

const damages: [string, (file: string) => void][] = [
  ['truncated to nothing', (file) => truncateSync(file, 0)],
  ['truncated to two pages', (file) => truncateSync(file, 32_768)],
  ['truncated within a page', (file) => truncateSync(file, 100_000)],
  [
    'overwritten with other bytes',
    (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length, 0xa7)),
  ],
]

test.each(damages)(
  'a store that is %s gives true answers or 503, and the process lives',
  async (_, spoil) => {
    const file = await createStore(30)
    const server = await startServer(file, { CACHE_BYTES: '0' })
    const client = createClient(server.port)
    spoil(file)
    const paths = [
      '/v1/articles?limit=100',
      '/v1/events',
      '/v1/topics',
      '/v1/corrections',
      '/readyz',
      '/metrics',
      '/',
      '/v1/product-menus',
    ]
    const stories = Array.from({ length: 30 }, (_, index) => `/v1/articles/story-${index}`)
    const outcomes: Outcome[] = []
    for (const path of [...paths, ...stories]) outcomes.push(await client(path))
    expect(outcomes.filter((answer) => !isHonest(answer))).toEqual([])
    await sleep(500)
    expect((await client('/livez')).status).toBe(200)
    expect(isAlive(server)).toBe(true)
  },
)

/** What was asked for, or a refusal that names the store and when to come again. */
const isHonest = ({ status, code, retryAfter }: Outcome) =>
  status === 200 ||
  (status === 503 && (code === '' || (code === 'storage-unavailable' && retryAfter !== undefined)))

test('while another process holds the lock, reads go on, and what was due is on the tape once it lets go', async () => {
  const file = await createStore(5)
  const db = await openSqlite(file, createClock())
  const publishAt = new Date(Date.now() + 3_000).toISOString()
  await newsroom(db).publish(articleKind, anArticle({ slug: 'scheduled' }), { publishAt })
  await db.close()
  const server = await startServer(file, { CACHE_BYTES: '0' })
  const client = createClient(server.port)

  const other = new Sqlite(file)
  onTestFinished(() => void other.close())
  other.exec('begin immediate')
  await sleep(Date.parse(publishAt) - Date.now() + 200)
  const outcomes = await askRepeatedly(client, `/v1/articles/${sampleSlug}`, 2, 3_000)
  expect(outcomes.filter(({ status }) => status !== 200)).toEqual([])
  expect(percentile(outcomes, 0.99)).toBeLessThan(150)
  expect((await client('/v1/articles/scheduled')).status).toBe(200)
  expect((await client('/readyz')).status).toBe(200)

  other.exec('rollback')
  const [{ seq } = { seq: 0 }] = other.prepare<[], { seq: number }>('select max(seq) as seq from tape').all()
  expect(
    await waitFor(client, `/v1/articles?minSeq=${seq + 1}`, ({ status }) => status === 200, 3_000),
  ).toBeLessThan(1_000)
  expect(isAlive(server)).toBe(true)
})
