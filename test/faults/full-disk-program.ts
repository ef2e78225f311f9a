import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { loadSample } from '../../seeds/load.ts'
import { buildApp } from '../../src/app.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { createTapeFollower } from '../../src/publishing/tape/follow.ts'
import { sampleSlug } from '../helpers.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/**
 * Runs a newsroom in a folder that is a small disk of its own, fills the disk, makes room again, and prints what
 * happened as JSON. A program of its own, because the disk is mounted for it alone.
 */
const [folder = ''] = process.argv.slice(2)
const file = `${folder}/broadtape.db`
const ballast = `${folder}/ballast`

await migrateSqlite(file, 'migrations/sqlite')
const clock = createClock()
const db = await openSqlite(file, clock)
await loadSample(db)
const desk = newsroom(db)
const told: unknown[] = []
const follower = createTapeFollower({ db, clock, log: { error: (fields) => told.push(fields) } })
await follower.start()
const log = pino({ level: 'silent' })
const config = readConfig({ CACHE_BYTES: '0' })
const app = await buildApp(
  { config, db, clock, log, stopping: new AbortController().signal },
  { write: () => {} },
)

const body = Array.from({ length: 20 }, (_, index) => aBlock('Shares rose. '.repeat(50), `b${index}`))
let written = 0
const publish = async () => {
  await desk.publish(articleKind, anArticle({ slug: `story-${written}`, body }))
  written += 1
}
/** Null where the write went well, else what a client would be told. */
const tryToPublish = () =>
  publish().then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof Refusal)) return { error: String(error) }
      return { code: error.code, ...error.extras.headers }
    },
  )
const statuses = async () => {
  const paths = [`/v1/articles/${sampleSlug}`, '/v1/articles', '/v1/events', '/readyz', '/v1/topics']
  return Promise.all(paths.map(async (url) => (await app.inject(url)).statusCode))
}
const seqOfHead = async () => (await app.inject('/v1/events?limit=100')).json().data.at(-1).seq

// Due while the disk is full: the tape is to name it once there is room.
const due = new Date(Date.now() + 1_500).toISOString()
await desk.publish(articleKind, anArticle({ slug: 'scheduled' }), { publishAt: due })
const before = await seqOfHead()

fillDisk()
const refusals = []
for (let count = 0; count < 50; count += 1) refusals.push(await tryToPublish())
const acknowledged = written
const whileFull = await statuses()
await sleep(2_000)
const scheduled = (await app.inject('/v1/articles/scheduled')).statusCode

rmSync(ballast)
const freedAt = performance.now()
while ((await tryToPublish()) !== null && performance.now() - freedAt < 10_000) await sleep(20)
const recoveredMs = performance.now() - freedAt
await sleep(200)
const count = (await app.inject('/v1/articles?total=true')).json().page.total
const integrity = await db.read.executeQuery({
  sql: 'pragma integrity_check',
  parameters: [],
  query: { kind: 'RawNode', sqlFragments: [], parameters: [] },
  queryId: { queryId: '' },
} as never)
const whenFreed = await statuses()
const after = await seqOfHead()
await follower.stop()
await app.close()
await db.close()
process.stdout.write(
  JSON.stringify({
    refusals: refusals.filter((one) => one !== null),
    whileFull,
    whenFreed,
    scheduled,
    recoveredMs,
    acknowledged,
    written,
    count,
    follows: after - before,
    told: told.length,
    integrity: integrity.rows,
  }),
)

function fillDisk(): void {
  for (let size = 1_048_576; size >= 4_096; size /= 2) {
    for (;;) {
      try {
        writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' })
      } catch {
        break
      }
    }
  }
}
