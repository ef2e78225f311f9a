import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { type Logger, pino } from 'pino'
import { loadSample } from '../seeds/load.ts'
import { buildApp } from './app.ts'
import { createClock } from './clock.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrateSqlite } from './db/migrate.ts'
import { openSqlite } from './db/sqlite.ts'
import { kinds } from './kinds.ts'
import { catchUp, followDue } from './publishing/poller.ts'
import { rebuildOutdated } from './publishing/rebuild.ts'

const migrations = fileURLToPath(new URL('../migrations/sqlite', import.meta.url))

export type StoreContext = Context & { readonly log: Logger; readonly created: boolean }

/** Brings the store up to date and opens it; what an earlier renderer made is made again. */
export async function openStore(config: Config): Promise<StoreContext> {
  const log = pino({ level: config.logLevel, redact: ['headers.authorization', 'req.headers.authorization'] })
  const { created, applied } = await migrateSqlite(config.databaseFile, migrations)
  const clock = createClock()
  const db = await openSqlite(config.databaseFile, clock)
  if (applied.length > 0) log.info({ applied }, 'migrated')
  await rebuildOutdated(db, kinds)
  return { config, db, clock, log, created }
}

/** The process: serves until it is told to stop. With `sample`, a store that did not exist is filled first. */
export async function serve(config: Config, { sample }: { sample: boolean }): Promise<void> {
  const context = await openStore(config)
  const { db, clock, log } = context
  if (sample && context.created) await loadSample(db)
  await catchUp(db, clock.now)
  const app = await buildApp(context)
  const address = await app.listen({ port: config.port, host: config.host }).catch(async (error) => {
    await app.close()
    await db.close()
    throw error
  })
  const stopFollowing = followDue(db, clock.now, (error) =>
    log.error({ err: error }, 'the tape does not follow'),
  )
  closeWithGrace({ delay: config.shutdownTimeoutMs, logger: log }, async ({ err }) => {
    if (err) log.error({ err }, 'stopping after a fault')
    await app.close()
    await stopFollowing()
    await db.close()
  })
  log.info({ address }, 'listening')
  process.stdout.write(welcome(config.publicUrl ?? address))
}

const welcome = (address: string) => `
Broadtape is running. Open:
  ${address}/               the newest stories
  ${address}/docs           the API, to browse and to try
  ${address}/v1/articles    the articles

`
