import { existsSync, linkSync, mkdirSync, realpathSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { companions } from '../../db/sqlite/companions.ts'
import { type FileSnapshot, openFileSnapshot } from '../../db/sqlite/file-snapshot.ts'
import { migrateSqlite, migrationsFolder } from '../../db/sqlite/migrate.ts'
import { settle } from '../../db/sqlite/single-file.ts'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { type Holdings, holdsAtMost } from '../../publishing/documents/holdings.ts'
import { nameBeside } from '../files.ts'
import { lineOf } from '../verify/report.ts'
import { countOf } from '../verify/store.ts'
import { verify } from '../verify/verify.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { type BackupOutcome, extentOf, makeStore } from './backup.ts'

export interface RestoreOutcome extends BackupOutcome {
  /** Where the store that was there before is now; null where none had to be kept. */
  readonly aside: string | null
  /** Migrations that the backup lacked. */
  readonly applied: readonly string[]
}

export interface RestoreOptions {
  readonly force: boolean
  /** What a store may hold and still be written over. */
  readonly sample: Holdings
  readonly onProgress: OnProgress
}

/**
 * Puts a backup in the place of the store, brought to the state of this program and verified before it takes its
 * name. Throws a `CommandFault` or `StoreFault` where the backup is damaged or newer than this program, where the
 * store is open elsewhere, and where it holds more than the sample, unless `force` moves it aside.
 */
export async function restore(
  file: string,
  storeFile: string,
  { force, sample, onProgress }: RestoreOptions,
): Promise<RestoreOutcome> {
  if (existsSync(file) && existsSync(storeFile) && realpathSync(file) === realpathSync(storeFile))
    throw new CommandFault(`The file ${file} is the store itself.`)
  // Asked before the work and after it.
  const mustKeep = await lookAt(storeFile, sample, force)
  mkdirSync(dirname(storeFile), { recursive: true, mode: 0o700 })
  return makeStore(storeFile, true, async (temporary) => {
    await withSnapshot(file, openFileSnapshot(file), (snapshot) =>
      copySound(file, snapshot, temporary, onProgress),
    )
    const { applied } = await migrateSqlite(temporary, migrationsFolder)
    const outcome = await withSnapshot(temporary, openFileSnapshot(temporary), (snapshot) =>
      requireSound(file, snapshot),
    )
    settle(temporary)
    const aside = makeWay(storeFile, mustKeep)
    return { ...outcome, applied, aside }
  })
}

/** Returns whether what is there has to be kept. */
async function lookAt(storeFile: string, sample: Holdings, force: boolean): Promise<boolean> {
  if (!existsSync(storeFile)) {
    const orphan = companions(storeFile).find((path) => existsSync(path))
    if (orphan && !force)
      throw new CommandFault(`The file ${orphan} is left of another store. With --force it is moved aside.`)
    return orphan !== undefined
  }
  if (await isDispensable(storeFile, sample)) {
    settle(storeFile)
    return false
  }
  settle(storeFile)
  if (!force)
    throw new StoreFault('is there already, and holds more than the sample. With --force it is moved aside')
  return true
}

/** A store that cannot be read, or is older than this program, is kept. */
async function isDispensable(storeFile: string, sample: Holdings): Promise<boolean> {
  const snapshot = await openFileSnapshot(storeFile).catch((error) => {
    if (error instanceof StoreFault) return null
    throw error
  })
  if (!snapshot) return false
  try {
    if (snapshot.missing.length > 0) return false
    const { db } = snapshot
    const ofDesk = (await countOf(db, 'api_key')) + (await countOf(db, 'audit'))
    return ofDesk === 0 && (await holdsAtMost(db, sample))
  } finally {
    await snapshot.close()
  }
}

async function copySound(file: string, snapshot: FileSnapshot, target: string, onProgress: OnProgress) {
  const [damage] = await snapshot.damages()
  if (damage) throw new CommandFault(`The file ${file} is damaged: ${damage}`)
  await snapshot.copyTo(target, onProgress)
}

async function requireSound(file: string, snapshot: FileSnapshot): Promise<BackupOutcome> {
  const faults = (await verify(snapshot)).filter((finding) => finding.faults > 0)
  if (faults.length > 0)
    throw new CommandFault([`The file ${file} is not sound:`, ...faults.map(lineOf)].join('\n'))
  return extentOf(snapshot)
}

/** Frees the store's name for what will be renamed to it, and the names beside it, which would be read with it. */
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
