import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, pino } from 'pino'
import { loadSample } from '../seeds/load.ts'
import { type AppContext, buildApp } from './app.ts'
import { createStoreClock, lockStore, migrateDatabase, openDatabase } from './db/open.ts'
import type { LineWriter } from './http/telemetry/access-log.ts'
import { createAddresses } from './kernel/addresses.ts'
import type { Clock } from './kernel/clock.ts'
import type { Config } from './kernel/config.ts'
import { openLogOutput } from './kernel/log-output.ts'
import { followProgress, type ProgressStream } from './kernel/progress.ts'
import { Refusal } from './kernel/refusal.ts'
import { shutDownOnSignal } from './kernel/shutdown.ts'
import { derivables } from './kinds.ts'
import { type RebuildOutcome, rebuildOutdated } from './publishing/derived/rebuild.ts'
import { workers } from './slices.ts'

/** How long connections are still accepted at shutdown, until whoever routes requests here has noticed. */
const noticeMs = 1_500
/** Connections that may wait to be accepted: a crowd that finds no place would wait a second until it tries again. */
const backlog = 4_096

export interface StoreContext extends AppContext {
  readonly log: Logger
  /** Migrations applied at this start. */
  readonly applied: readonly string[]
  /** Derived data rebuilt at this start. */
  readonly remade: RebuildOutcome
}

interface StoreOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly progress: ProgressStream
  readonly stopping: AbortSignal
}

export const createLog = ({ logLevel }: Pick<Config, 'logLevel'>, lines: LineWriter): Logger =>
  pino({ level: logLevel, redact: ['headers.authorization', 'req.headers.authorization'] }, lines)

/** Migrates and opens the store, then rebuilds outdated derived data. */
export async function openStore(config: Config, options: StoreOptions): Promise<StoreContext> {
  const { clock, log, progress } = options
  const { applied } = await migrateDatabase(config.databaseUrl)
  const db = await openDatabase(config.databaseUrl, clock)
  if (applied.length > 0) log.info({ applied }, 'migrated')
  const onProgress = followProgress(progress, 'rows')
  const remade = await rebuildOutdated(db, derivables(), { onProgress })
  const { failed, failures, ...counts } = remade
  if (counts.examined > 0) log.info(counts, 'rebuilt derived data')
  if (failed > 0) log.error({ failed, failures }, 'derived data cannot be rebuilt; what was there is served')
  return { config, db, ...options, applied, remade }
}

/**
 * Serves until the process is told to stop. With `sample`, a store in which nothing was ever published gets the sample
 * data first.
 */
export async function serve(config: Config, { sample }: { sample: boolean }): Promise<void> {
  const clock = createStoreClock(config)
  const output = openLogOutput(process.stdout.fd, clock.system)
  const log = createLog(config, output)
  // A terminal or a pipe that is gone ends nothing.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const stopping = new AbortController()
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const closeOne of closers.splice(0).toReversed()) await closeOne()
  }
  let isServing = false
  const ignoreSignals = shutDownOnSignal({
    timeoutMs: config.shutdownTimeoutMs,
    log,
    async stop() {
      // During the start there is nobody to wait for, and a kill at any moment is safe.
      if (!isServing) return
      stopping.abort()
      await sleep(Math.min(noticeMs, config.shutdownTimeoutMs / 4))
      await close()
    },
    flush: () => output.end(),
  })
  const start = async (): Promise<string> => {
    const lock = await lockStore(config)
    closers.push(async () => lock.release())
    const context = await openStore(config, {
      clock,
      log,
      progress: process.stderr,
      stopping: stopping.signal,
    })
    closers.push(() => context.db.close())
    await lock.agree(context.db)
    if (sample) await loadSampleInto(context)
    for (const create of workers) {
      const worker = create(context)
      await worker.start()
      closers.push(() => worker.stop())
    }
    const app = await buildApp(context, output)
    closers.push(async () => app.health?.close())
    closers.push(() => app.close())
    if (config.healthPort !== null) {
      app.health?.listen(config.healthPort, config.host)
      await once(app.health as Server, 'listening')
    }
    return app.listen({ port: config.port, host: config.host, backlog })
  }
  const address = await start().catch(async (error) => {
    ignoreSignals()
    await close()
    await output.end()
    throw error
  })
  isServing = true
  const begin = createAddresses(config, () => config.port || Number(new URL(address).port)).of('')
  if (config.publicUrl === null) log.info(`PUBLIC_URL is not set: absolute addresses begin with ${begin}`)
  // Without a terminal, standard output is the log alone.
  if (process.stdout.isTTY) output.write(welcome(begin))
}

/** Whether the store is new is not asked: a kill may have come between its making and its sample. */
async function loadSampleInto({ db, log }: StoreContext): Promise<void> {
  if (db.epoch() > 0) return
  await loadSample(db).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    log.error({ err: error }, 'the sample cannot be loaded')
  })
}

const welcome = (address: string) => `
Broadtape is running. Open:
  ${address}/               the newest stories
  ${address}/docs           the API reference, to browse and try
  ${address}/v1/articles    the articles

`
