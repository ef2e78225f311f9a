import Sqlite from 'better-sqlite3'
import { StoreFault } from '../../kernel/errors.ts'
import type { StoreSnapshot } from '../database.ts'
import { connectReadOnly } from './connect.ts'
import { queriesOn } from './executor.ts'
import { faultCode, isSystemFault } from './faults.ts'
import { missingMigrations } from './migrate.ts'

/** A store in a file, as it was at one moment. */
export interface FileSnapshot extends StoreSnapshot {
  /** Copies all of it into an empty file, and tells how many pages of how many are done. */
  copyTo(target: string, onProgress: (done: number, total: number) => void): Promise<void>
}

/** Pages of 16 KiB copied in one step. */
const pagesAtOnce = 256

/** So many faults of a kind are read. */
const faultsMax = 20

/**
 * Opens a store as it is now: what others write meanwhile goes on and is not seen. Throws a `StoreFault` for what is
 * no store, or is newer than this program.
 */
export async function openFileSnapshot(file: string): Promise<FileSnapshot> {
  try {
    const missing = missingMigrations(file)
    const raw = connectReadOnly(file)
    raw.exec('begin')
    // The transaction begins with its first query.
    raw.prepare('select count(*) from sqlite_schema').get()
    return {
      db: queriesOn({ connection: () => raw }),
      missing,
      damages: async () => damagesOf(raw),
      danglingRows: async () => danglingRowsOf(raw),
      copyTo: (target, onProgress) => copy(raw, target, onProgress),
      close: async () => void raw.close(),
    }
  } catch (error) {
    if (faultCode(error) || isSystemFault(error))
      throw new StoreFault(`cannot be used: ${(error as Error).message}`)
    throw error
  }
}

function damagesOf(raw: Sqlite.Database): string[] {
  try {
    const rows = raw.pragma(`integrity_check(${faultsMax})`) as { integrity_check: string }[]
    return rows.map((row) => row.integrity_check).filter((damage) => damage !== 'ok')
  } catch (error) {
    if (faultCode(error)) return [(error as Error).message]
    throw error
  }
}

const danglingRowsOf = (raw: Sqlite.Database): string[] =>
  raw
    .prepare<[], { child: string; parent: string }>(
      `select "table" as child, parent from pragma_foreign_key_check limit ${faultsMax}`,
    )
    .all()
    .map(({ child, parent }) => `a row of ${child} refers to a missing row of ${parent}`)

/** From inside the read transaction, or each write of others would make the copy begin again. */
async function copy(
  raw: Sqlite.Database,
  target: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  await raw.backup(target, {
    progress: ({ totalPages, remainingPages }) => {
      onProgress(totalPages - remainingPages, totalPages)
      return pagesAtOnce
    },
  })
  // One file by itself: what is in write-ahead mode cannot even be read where nothing can be written beside it.
  const copied = new Sqlite(target)
  try {
    copied.pragma('journal_mode = delete')
  } finally {
    copied.close()
  }
}
