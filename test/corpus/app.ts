import { pino } from 'pino'
import { loadSample } from '../../seeds/load.ts'
import { buildApp } from '../../src/app.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { withKey } from '../keys.ts'
import { type EngineName, storesOf } from '../stores.ts'

/** The whole application on a port, at moments that are set. Nothing else of the corpus knows the program's files. */
export interface CorpusApp {
  readonly port: number
  /** A key with every scope, as the header that brings it. */
  readonly authorization: string
  /** Milliseconds since 1970, as the clock of the application has them. */
  now(): number
  /** Moves the clock, never back, and puts on the tape what has become due. */
  moveTo(moment: number): Promise<void>
  /** A second on: the tape is caught up just before, so that a write has the whole moment for itself. */
  step(): Promise<void>
  /** Waits for writes that no answer waits for. */
  settle(): Promise<void>
  close(): Promise<void>
}

export async function openCorpusApp(
  startAt: string,
  environment: Readonly<Record<string, string>>,
  engine: EngineName,
): Promise<CorpusApp> {
  const store = await storesOf(engine).create()
  let now = Date.parse(startAt)
  const system = () => now
  // Rate limits go by it too, not by how long the answers take.
  const clock = createClock(system, 0, undefined, system)
  const db = await store.open(clock)
  await loadSample(db)
  now += 1_000
  const { authorization } = await withKey(db, undefined, 'root')
  const log = pino({ level: 'silent' })
  const config = readConfig(environment)
  const stopping = new AbortController().signal
  const app = await buildApp({ db, clock, log, config, stopping }, { write: () => {} })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    authorization,
    now: () => now,
    async moveTo(moment) {
      now = Math.max(now, moment)
      await appendOverdue(db, clock.now)
    },
    async step() {
      now += 999
      await appendOverdue(db, clock.now)
      now += 1
    },
    settle: () => db.write(async () => {}),
    async close() {
      await app.close()
      await db.close()
      await store.remove()
    },
  }
}
