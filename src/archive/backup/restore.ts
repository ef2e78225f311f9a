import { existsSync, linkSync, mkdirSync, realpathSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { holdsSampleAtMost } from '../../../seeds/load.ts'
import { migrateSqlite, migrationsFolder } from '../../db/sqlite/migrate.ts'
import { settle } from '../../db/sqlite/single-file.ts'
import { openSnapshot, type Snapshot } from '../../db/sqlite/snapshot.ts'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import { headOf } from '../../publishing/tape/tape.ts'
import { lineOf } from '../verify/report.ts'
import { countOf, fileFaults, storeState } from '../verify/store.ts'
import { verify } from '../verify/verify.ts'
import { type BackupOutcome, type OnProgress, withSnapshot } from './backup.ts'
import { companions, makeWhole, nameBeside } from './files.ts'

export interface RestoreOutcome extends BackupOutcome {
  /** Where the store that was there before is now; null where none had to be kept. */
  readonly aside: string | null
  /** Migrations that the backup lacked. */
  readonly applied: readonly string[]
}

/**
 * Puts a backup in the place of the store, brought to the state of this program and verified before it takes its
 * name. Throws a `CommandFault` or `StoreFault` where the backup is damaged or newer than this program, where the
 * store is open elsewhere, and where it holds more than the sample, unless `force` moves it aside.
 */
export async function restore(
  file: string,
  storeFile: string,
  { force, onProgress }: { readonly force: boolean; readonly onProgress: OnProgress },
): Promise<RestoreOutcome> {
  if (existsSync(file) && existsSync(storeFile) && realpathSync(file) === realpathSync(storeFile))
    throw new CommandFault(`The file ${file} is the store itself.`)
  // Asked before the work and after it.
  const mustKeep = await lookAt(storeFile, force)
  mkdirSync(dirname(storeFile), { recursive: true, mode: 0o700 })
  return makeWhole(storeFile, true, async (temporary) => {
    await withSnapshot(file, (snapshot) => copySound(file, snapshot, temporary, onProgress))
    const { applied } = await migrateSqlite(temporary, migrationsFolder)
    const outcome = await withSnapshot(temporary, (snapshot) => requireSound(file, snapshot))
    settle(temporary)
    const aside = makeWay(storeFile, mustKeep)
    return { ...outcome, applied, aside }
  })
}

/** Returns whether what is there has to be kept. */
async function lookAt(storeFile: string, force: boolean): Promise<boolean> {
  if (!existsSync(storeFile)) {
    const orphan = companions(storeFile).find((path) => existsSync(path))
    if (orphan && !force)
      throw new CommandFault(`The file ${orphan} is left of another store. With --force it is moved aside.`)
    return orphan !== undefined
  }
  if (await isDispensable(storeFile)) {
    settle(storeFile)
    return false
  }
  settle(storeFile)
  if (!force)
    throw new StoreFault('is there already, and holds more than the sample. With --force it is moved aside')
  return true
}

/** A store that cannot be read, or is older than this program, is kept. */
async function isDispensable(storeFile: string): Promise<boolean> {
  const snapshot = await openSnapshot(storeFile).catch((error) => {
    if (error instanceof StoreFault) return null
    throw error
  })
  if (!snapshot) return false
  try {
    if (snapshot.missing.length > 0) return false
    const { db } = snapshot
    const ofDesk = (await countOf(db, 'api_key')) + (await countOf(db, 'audit'))
    return ofDesk === 0 && (await holdsSampleAtMost(db))
  } finally {
    await snapshot.close()
  }
}

async function copySound(file: string, snapshot: Snapshot, target: string, onProgress: OnProgress) {
  const [fault] = await fileFaults(snapshot.db)
  if (fault) throw new CommandFault(`The file ${file} is damaged: ${fault}`)
  await snapshot.copyTo(target, onProgress)
}

async function requireSound(file: string, { db }: Snapshot): Promise<BackupOutcome> {
  const faults = (await verify(db)).filter((finding) => finding.faults > 0)
  if (faults.length > 0)
    throw new CommandFault([`The file ${file} is not sound:`, ...faults.map(lineOf)].join('\n'))
  return { instant: (await storeState(db)).instant, seq: (await headOf(db)).seq }
}

/** Frees the store's name for what will be renamed to it, and the names beside it, which SQLite would read with it. */
function makeWay(storeFile: string, mustKeep: boolean): string | null {
  if (existsSync(storeFile)) settle(storeFile)
  if (!mustKeep) return null
  const aside = nameBeside(storeFile, 'before-restore')
  // A second name: the store is never without one of the two.
  if (existsSync(storeFile)) linkSync(storeFile, aside)
  for (const [index, path] of companions(storeFile).entries())
    if (existsSync(path)) renameSync(path, companions(aside)[index] ?? '')
  return aside
}
