import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { loadSample } from '../seeds/load.ts'
import { buildApp } from '../src/app.ts'
import { createClock } from '../src/clock.ts'
import { readConfig } from '../src/config.ts'
import { migrateSqlite } from '../src/db/migrate.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { parseInstant } from '../src/values/time.ts'

/** The sample's article. */
export const sampleSlug =
  'openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff'

/** A migrated store in a file of its own, with a clock that stands where it is set. Closed behind the test. */
export async function testStore({ startAt = '2026-04-01T00:00:00.000Z' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  const file = join(folder, 'test.db')
  await migrateSqlite(file, 'migrations/sqlite')
  const time = settableTime(startAt)
  const clock = createClock(time.read)
  const db = await openSqlite(file, clock)
  onTestFinished(async () => {
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { db, clock, time, file }
}

/** The whole application on such a store, with what it has logged. `environment` sets its settings. */
export async function testApp({
  sample = true,
  environment = {},
  startAt = '2026-04-01T00:00:00.000Z',
} = {}) {
  const store = await testStore({ startAt })
  if (sample) await loadSample(store.db)
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const stopping = new AbortController()
  const context = {
    ...store,
    log,
    stopping: stopping.signal,
    config: readConfig({ RATE_LIMIT: '0', ...environment }),
  }
  const app = await buildApp(context, { write: (line: string) => void lines.push(line) })
  await app.ready()
  onTestFinished(() => app.close())
  return { ...context, app, http: supertest(app.server), lines, stop: () => stopping.abort() }
}

function settableTime(startAt: string) {
  let now = Date.parse(startAt)
  return {
    read: () => now,
    set(instant: string) {
      if (parseInstant(instant) === null) throw new Error(`${instant} is no instant`)
      now = Date.parse(instant)
    },
    advance(milliseconds: number) {
      now += milliseconds
    },
  }
}
