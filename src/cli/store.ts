import type { StoreSnapshot } from '../db/database.ts'
import { CommandFault } from '../kernel/errors.ts'
import type { RebuildOutcome } from '../publishing/derived/rebuild.ts'
import type { StoreContext } from '../server.ts'
import { grouped, type Io, print, readSettings } from './io.ts'

interface StoreOptions {
  /** Creates a store that does not exist. Any other command refuses one: its URL may be mistyped. */
  readonly creates?: boolean
  readonly databaseUrl?: string
}

/** Migrates and opens the store of the settings, which may be served meanwhile, and closes it after `work`. */
export async function withStore(
  io: Io,
  work: (context: StoreContext) => Promise<void>,
  { creates = false, databaseUrl }: StoreOptions = {},
): Promise<void> {
  const settings = await readSettings(io)
  const config = {
    ...settings,
    databaseUrl: databaseUrl ?? settings.databaseUrl,
    // A command prints itself what it has done.
    logLevel: settings.logLevel === 'info' ? 'warn' : settings.logLevel,
  }
  const { commandLeadMs } = await import('../kernel/clock.ts')
  const { createStoreClock, requireSameLead, requireStore } = await import('../db/open.ts')
  const { createLog, openStore } = await import('../server.ts')
  if (!creates) await requireStore(config.databaseUrl)
  const context = await openStore(config, {
    clock: createStoreClock(config, commandLeadMs),
    log: createLog(config, io.stderr),
    progress: io.stderr,
    stopping: new AbortController().signal,
  })
  try {
    await requireSameLead(context.db, config)
    await work(context)
  } finally {
    await context.db.close()
  }
}

/**
 * Opens a store as it is, read-only and at one moment; `file` is a backup, without it the store of the settings. `work`
 * also gets what the store is called in a sentence.
 */
export async function withStoreSnapshot<Result>(
  io: Io,
  file: string | undefined,
  work: (snapshot: StoreSnapshot, subject: string) => Promise<Result>,
): Promise<Result> {
  const { nameOf, openSnapshot } = await import('../db/open.ts')
  const { withSnapshot } = await import('../archive/with-snapshot.ts')
  const url = file === undefined ? (await readSettings(io)).databaseUrl : `file:${file}`
  const subject = `The ${url.startsWith('file:') ? 'file' : 'database'} ${nameOf(url)}`
  return withSnapshot(subject, openSnapshot(url), (snapshot) => work(snapshot, subject))
}

/** The file of the store. Throws a `CommandFault` for a database on a server, whose own tools do what `command` does. */
export async function storeFile(io: Io, command: 'backup' | 'restore'): Promise<string> {
  const { fileOf } = await import('../db/open.ts')
  const file = fileOf((await readSettings(io)).databaseUrl)
  if (file !== null) return file
  throw new CommandFault(
    `The store is a database on a server, whose own tools ${command} it: see docs/postgresql.md. The command verify proves what they bring back.`,
  )
}

/** Prints the numbers of a rebuild. Throws a `CommandFault` that names the rows that could not be rebuilt. */
export function printRebuilt(io: Io, { examined, changed, failed, failures }: RebuildOutcome): void {
  const rows = `${grouped(examined)} ${examined === 1 ? 'row' : 'rows'}`
  if (examined > 0) print(io, `Rebuilt derived data: ${rows}, ${grouped(changed)} changed.`)
  if (failed === 0) return
  const more = failed > failures.length ? [`and ${grouped(failed - failures.length)} more`] : []
  throw new CommandFault(
    ['Some rows keep their old derived data, which is still served:', ...failures, ...more].join('\n'),
  )
}
