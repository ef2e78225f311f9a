import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { StoreFault } from '../../kernel/errors.ts'
import type { Queries } from '../database.ts'
import type { Tables } from '../tables.ts'
import { connectReadOnly } from './connect.ts'
import { faultCode } from './faults.ts'
import { isSystemFault, missingMigrations } from './migrate.ts'

/** A store as it was at one moment; it cannot be written to through this. */
export interface Snapshot {
  readonly db: Queries
  /** The migrations that it lacks. While it lacks any, `db` cannot be asked for what they bring. */
  readonly missing: readonly string[]
  /** Copies all of it into an empty file, and tells how many pages of how many are done. */
  copyTo(target: string, onProgress: (done: number, total: number) => void): Promise<void>
  close(): Promise<void>
}

/** Pages of 16 KiB copied in one step. */
const pagesAtOnce = 256

/**
 * Opens a store as it is now: what others write meanwhile goes on and is not seen. Throws a `StoreFault` for what is
 * no store, or is newer than this program.
 */
export async function openSnapshot(file: string): Promise<Snapshot> {
  try {
    const missing = missingMigrations(file)
    const raw = connectReadOnly(file)
    raw.exec('begin')
    // The transaction begins with its first query.
    raw.prepare('select count(*) from sqlite_schema').get()
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: raw }) })
    return {
      db,
      missing,
      copyTo: (target, onProgress) => copy(raw, target, onProgress),
      close: () => db.destroy(),
    }
  } catch (error) {
    if (faultCode(error) || isSystemFault(error))
      throw new StoreFault(`cannot be used: ${(error as Error).message}`)
    throw error
  }
}

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
