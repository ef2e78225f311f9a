import type { StoreSnapshot } from '../db/database.ts'
import type { RebuildOutcome } from '../publishing/derived/rebuild.ts'
import type { StoreContext } from '../server.ts'
import { grouped, type Io, readSettings } from './io.ts'

/** Migrates and opens the store of the settings, which may be served meanwhile, and closes it after `work`. */
export async function withStore(
  io: Io,
  work: (context: StoreContext) => Promise<void>,
  databaseUrl?: string,
): Promise<void> {
  const settings = await readSettings(io)
  const { besideMs, createClock } = await import('../kernel/clock.ts')
  const { openStore } = await import('../server.ts')
  const context = await openStore(databaseUrl ? { ...settings, databaseUrl } : settings, {
    clock: createClock(undefined, besideMs),
    lines: io.stderr,
    progress: io.stderr,
    stopping: new AbortController().signal,
  })
  try {
    await work(context)
  } finally {
    await context.db.close()
  }
}

/** Opens a store as it is, read-only and at one moment; `file` is a backup, without it the store of the settings. */
export async function withStoreSnapshot<Result>(
  io: Io,
  file: string | undefined,
  work: (snapshot: StoreSnapshot, file: string) => Promise<Result>,
): Promise<Result> {
  const { openSnapshot } = await import('../db/open.ts')
  const { withSnapshot } = await import('../archive/with-snapshot.ts')
  const name = file ?? (await storeFile(io))
  return withSnapshot(name, openSnapshot(`file:${name}`), (snapshot) => work(snapshot, name))
}

export async function storeFile(io: Io): Promise<string> {
  const { fileOf } = await import('../db/open.ts')
  return fileOf((await readSettings(io)).databaseUrl)
}

export const rebuiltLine = ({ examined, changed }: RebuildOutcome): string =>
  `Rebuilt derived data: ${grouped(examined)} ${examined === 1 ? 'row' : 'rows'}, ${grouped(changed)} changed.`
