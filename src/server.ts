import { setTimeout as sleep } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import { type Logger, pino } from 'pino'
import { loadSample } from '../seeds/load.ts'
import { type AppContext, buildApp } from './app.ts'
import { migrateDatabase, openDatabase } from './db/open.ts'
import type { LineWriter } from './http/telemetry/access-log.ts'
import { type Clock, createClock } from './kernel/clock.ts'
import type { Config } from './kernel/config.ts'
import { followProgress, type ProgressStream } from './kernel/progress.ts'
import { derivables } from './kinds.ts'
import { type RebuildOutcome, rebuildOutdated } from './publishing/derived/rebuild.ts'
import { workers } from './slices.ts'

/** The log is written in chunks of this size, or once a second. */
const logPieceBytes = 16_000
const logFlushMs = 1_000
/** Grace period at shutdown: requests are still answered, with `Connection: close`. */
const drainMs = 1_500

export interface StoreContext extends AppContext {
  readonly log: Logger
  readonly created: boolean
  /** Migrations applied at this start. */
  readonly applied: readonly string[]
  /** Derived data rebuilt at this start. */
  readonly remade: RebuildOutcome
}

interface StoreOptions {
  readonly clock: Clock
  /** Where the log goes. */
  readonly lines: LineWriter
  readonly progress: ProgressStream
  readonly stopping: AbortSignal
}

/** Migrates and opens the store, then rebuilds outdated derived data. */
export async function openStore(
  config: Config,
  { clock, lines, progress, stopping }: StoreOptions,
): Promise<StoreContext> {
  const log = pino(
    { level: config.logLevel, redact: ['headers.authorization', 'req.headers.authorization'] },
    lines,
  )
  const { created, applied } = await migrateDatabase(config.databaseUrl)
  const db = await openDatabase(config.databaseUrl, clock)
  if (applied.length > 0) log.info({ applied }, 'migrated')
  const onProgress = followProgress(progress, 'rows')
  const remade = await rebuildOutdated(db, derivables(), { onProgress })
  const { failed, failures, ...counts } = remade
  if (counts.examined > 0) log.info(counts, 'rebuilt derived data')
  if (failed > 0) log.error({ failed, failures }, 'derived data cannot be rebuilt; what was there is served')
  return { config, db, clock, log, stopping, created, applied, remade }
}

/** Serves until the process is told to stop. With `sample`, a newly created store gets the sample data first. */
export async function serve(config: Config, { sample }: { sample: boolean }): Promise<void> {
  const lines = pino.destination({ dest: 1, minLength: logPieceBytes, sync: false })
  const stopping = new AbortController()
  const context = await openStore(config, {
    clock: createClock(),
    lines,
    progress: process.stderr,
    stopping: stopping.signal,
  })
  const { db, log } = context
  const closers = [() => db.close()]
  const close = async () => {
    for (const closeOne of closers.toReversed()) await closeOne()
  }
  const start = async (): Promise<string> => {
    if (sample && context.created) await loadSample(db)
    for (const create of workers) {
      const worker = create(context)
      await worker.start()
      closers.push(() => worker.stop())
    }
    const app = await buildApp(context, lines)
    closers.push(() => app.close())
    return app.listen({ port: config.port, host: config.host })
  }
  const address = await start().catch(async (error) => {
    await close()
    throw error
  })
  const flushing = setInterval(() => lines.flush(), logFlushMs)

  closeWithGrace({ delay: config.shutdownTimeoutMs, logger: log }, async ({ err }) => {
    if (err) log.error({ err }, 'stopping after an error')
    stopping.abort()
    await sleep(Math.min(drainMs, config.shutdownTimeoutMs / 2))
    await close()
    clearInterval(flushing)
    lines.flushSync()
  })
  lines.flush()
  process.stdout.write(welcome(config.publicUrl ?? address))
}

const welcome = (address: string) => `
Broadtape is running. Open:
  ${address}/               the newest stories
  ${address}/docs           the API reference, to browse and try
  ${address}/v1/articles    the articles

`
