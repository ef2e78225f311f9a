import { existsSync, linkSync, realpathSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { companions } from '../../db/sqlite/companions.ts'
import { makeFolder } from '../../db/sqlite/connect.ts'
import { type FileSnapshot, openFileSnapshot } from '../../db/sqlite/file-snapshot.ts'
import { migrateSqlite, migrationsFolder } from '../../db/sqlite/migrate.ts'
import { lockForServing } from '../../db/sqlite/serving-lock.ts'
import { setLineage, settle } from '../../db/sqlite/single-file.ts'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { type Holdings, isEmptyOrExactly } from '../../publishing/documents/holdings.ts'
import { newId } from '../../values/ids.ts'
import { nameBeside, requireOtherFile } from '../files.ts'
import { lineOf } from '../verify/report.ts'
import { countOf } from '../verify/store.ts'
import { verify } from '../verify/verify.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { type BackupOutcome, createStoreAtomically, extentOf } from './backup.ts'

export interface RestoreOutcome extends BackupOutcome {
  /** File name of the previous store, moved aside; null if there was none worth keeping. */
  readonly aside: string | null
  /** Migrations applied to the backup. */
  readonly applied: readonly string[]
}

export interface RestoreOptions {
  readonly force: boolean
  /** A store that holds at most this is overwritten without `force`. */
  readonly sample: Holdings
  readonly onProgress: OnProgress
}

/**
 * Replaces the store with a backup, which is migrated and verified before the rename. Throws a `CommandFault` or
 * `StoreFault` if the backup is damaged or newer than this program, if the store is open elsewhere, or if it holds
 * more than the sample and `force` is not set; with `force` it is moved aside.
 */
export async function restore(
  file: string,
  named: string,
  { force, sample, onProgress }: RestoreOptions,
): Promise<RestoreOutcome> {
  // The companion files lie beside the store, not beside a link to it.
  const storeFile = existsSync(named) ? realpathSync(named) : named
  requireOtherFile(file, [storeFile])
  // No server starts meanwhile: it would open the old store, and write beside the new one.
  const lock = lockForServing(storeFile)
  try {
    return await replace(file, storeFile, { force, sample, onProgress })
  } finally {
    lock.release()
  }
}

async function replace(
  file: string,
  storeFile: string,
  { force, sample, onProgress }: RestoreOptions,
): Promise<RestoreOutcome> {
  // Fails early if the store is open elsewhere; moveAside() checks this again after the copy.
  const mustKeep = await inspectTarget(storeFile, sample, force)
  makeFolder(dirname(storeFile))
  return createStoreAtomically(storeFile, true, async (temporary) => {
    await withSnapshot(`The file ${file}`, openFileSnapshot(file), (snapshot) =>
      copyChecked(file, snapshot, temporary, onProgress),
    )
    const { applied } = await migrateSqlite(temporary, migrationsFolder)
    // Who follows the tape may have seen entries that the backup lacks, and new ones will have their numbers.
    setLineage(temporary, newId('tape'))
    const outcome = await withSnapshot(`The file ${temporary}`, openFileSnapshot(temporary), (snapshot) =>
      requireConsistent(file, snapshot),
    )
    settle(temporary)
    const aside = moveAside(storeFile, mustKeep)
    return { ...outcome, applied, aside }
  })
}

/** Returns whether the existing store must be kept. */
async function inspectTarget(storeFile: string, sample: Holdings, force: boolean): Promise<boolean> {
  if (!existsSync(storeFile)) {
    const orphan = companions(storeFile).find((path) => existsSync(path))
    if (orphan && !force)
      throw new CommandFault(
        `The file ${orphan} is left over from another store. Use --force to move it aside.`,
      )
    return orphan !== undefined
  }
  if (await isOverwritable(storeFile, sample)) {
    settle(storeFile)
    return false
  }
  settle(storeFile)
  if (!force)
    throw new StoreFault('already exists and holds more than the sample. Use --force to move it aside')
  return true
}

/** False for a store that cannot be read or is older than this program: it may hold more than the sample. */
async function isOverwritable(storeFile: string, sample: Holdings): Promise<boolean> {
  const snapshot = await openFileSnapshot(storeFile).catch((error) => {
    if (error instanceof StoreFault) return null
    throw error
  })
  if (!snapshot) return false
  try {
    if (snapshot.missing.length > 0) return false
    const { db } = snapshot
    const ofDesk = (await countOf(db, 'api_key')) + (await countOf(db, 'audit'))
    return ofDesk === 0 && (await isEmptyOrExactly(db, sample))
  } finally {
    await snapshot.close()
  }
}

async function copyChecked(file: string, snapshot: FileSnapshot, target: string, onProgress: OnProgress) {
  const [damage] = await snapshot.damages()
  if (damage) throw new CommandFault(`The file ${file} is damaged: ${damage}`)
  await snapshot.copyTo(target, onProgress)
}

async function requireConsistent(file: string, snapshot: FileSnapshot): Promise<BackupOutcome> {
  const faults = (await verify(snapshot)).filter((finding) => finding.faults > 0)
  if (faults.length > 0)
    throw new CommandFault([`The file ${file} is inconsistent:`, ...faults.map(lineOf)].join('\n'))
  return extentOf(snapshot)
}

/** Moves the previous store and its companion files aside, which SQLite would otherwise read with the new store. */
function moveAside(storeFile: string, mustKeep: boolean): string | null {
  if (existsSync(storeFile)) settle(storeFile)
  if (!mustKeep) return null
  const aside = nameBeside(storeFile, 'before-restore')
  // A hard link, so that the store exists under one of the two names at every moment.
  if (existsSync(storeFile)) linkSync(storeFile, aside)
  for (const [index, path] of companions(storeFile).entries())
    if (existsSync(path)) renameSync(path, companions(aside)[index] ?? '')
  return aside
}
