import { setImmediate as turn } from 'node:timers/promises'
import { pino } from 'pino'
import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { loadSample } from '../seeds/load.ts'
import { buildApp } from '../src/app.ts'
import { type Clock, createClock } from '../src/kernel/clock.ts'
import { readConfig } from '../src/kernel/config.ts'
import { parseInstant } from '../src/values/time.ts'
import { type EngineName, engine as engineOfRun, storesOf } from './stores.ts'

/** The sample's article. */
export const sampleSlug =
  'openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff'

/** What absolute addresses begin with. */
export const publicUrl = 'https://news.example'

/** From which the keys of webhooks are sealed. */
export const secretKey = 'a text that nobody guesses, of a test'

const opening = '2026-04-01T00:00:00.000Z'

/**
 * A migrated store in a file of its own, empty, with the sample, or a copy of a closed one, with a clock that stands
 * where it is set. Closed behind the test, or where `behind` says.
 */
export async function testStore({
  sample = false,
  startAt = opening,
  copyOf = '',
  engine = engineOfRun as EngineName,
  behind = onTestFinished as Behind,
} = {}) {
  const store = await storesOf(engine).copy(copyOf || (await templateOf(engine, sample ? startAt : null)))
  const time = settableTime(startAt)
  const clock = standingClock(time.read)
  const db = await store.open(clock)
  behind(async () => {
    await db.close()
    await store.remove()
  })
  /** Opens it as another process does. */
  const open = (clock: Clock) => store.open(clock)
  return { db, clock, time, file: store.place, open }
}

/** The whole application on such a store, with what it has logged. `environment` sets its settings. */
export async function testApp({
  sample = true,
  environment = {},
  startAt = opening,
  copyOf = '',
  engine = engineOfRun as EngineName,
  behind = onTestFinished as Behind,
} = {}) {
  const store = await testStore({ sample, startAt, copyOf, engine, behind })
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const stopping = new AbortController()
  const context = {
    ...store,
    log,
    stopping: stopping.signal,
    // The ports of servers differ, and with them absolute addresses.
    config: readConfig({ RATE_LIMIT: '0', PUBLIC_URL: publicUrl, SECRET_KEY: secretKey, ...environment }),
  }
  const app = await buildApp(context, { write: (line: string) => void lines.push(line) })
  await app.ready()
  behind(() => {
    // Ends the streams, for which closing would wait.
    stopping.abort()
    return app.close()
  })
  return { ...context, app, http: supertest(app.server), lines, stop: () => stopping.abort() }
}

/** Takes what is to be done behind a test, or with `afterAll` behind all of a file. */
type Behind = (close: () => Promise<unknown>) => void

/**
 * The clock of a test stands, and no sleep brings it to where a second write may have its instant: a write that waits
 * lets the event loop turn once, and goes on as one does that has waited in vain.
 */
const standingClock = (system: () => number) => createClock(system, 0, () => turn(), system)

/** Closed stores that others are copied from, each made once in a process: the empty one, and the sample by its instant. */
const templates = new Map<string, Promise<string>>()

function templateOf(engine: EngineName, sampleAt: string | null): Promise<string> {
  const name = `${engine} ${sampleAt}`
  const made = templates.get(name) ?? makeTemplate(engine, sampleAt)
  templates.set(name, made)
  return made
}

async function makeTemplate(engine: EngineName, sampleAt: string | null): Promise<string> {
  const store = await storesOf(engine).createTemplate()
  if (sampleAt) {
    const db = await store.open(standingClock(settableTime(sampleAt).read))
    await loadSample(db)
    await db.close()
  }
  return store.place
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
