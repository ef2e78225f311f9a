import type { Clock } from '../kernel/clock.ts'
import type { Database, MigrationOutcome, StoreSnapshot } from './database.ts'
import { createFile } from './sqlite/connect.ts'
import { toStoreFault } from './sqlite/faults.ts'
import { openFileSnapshot } from './sqlite/file-snapshot.ts'
import { migrateSqlite, migrationsFolder, missingMigrations } from './sqlite/migrate.ts'
import { openSqlite } from './sqlite/open.ts'
import { lockForServing } from './sqlite/serving-lock.ts'
import { fileHeader } from './sqlite/store-file.ts'

/** The path in a `file:` URL, the only kind of store URL. */
export const fileOf = (url: string): string => url.slice('file:'.length)

/** Applies the pending migrations; creates the store if it does not exist. */
export const migrateDatabase = (url: string): Promise<MigrationOutcome> =>
  migrateSqlite(fileOf(url), migrationsFolder)

/**
 * Makes this process the only one that serves the store, and creates its file if it is missing. Throws a `StoreFault` if
 * another process serves it.
 */
export function lockStore(url: string): { release(): void } {
  const file = fileOf(url)
  try {
    // Before its name is resolved: a link may lead to a file that does not exist yet.
    createFile(file)
  } catch (error) {
    throw toStoreFault(error)
  }
  return lockForServing(file)
}

/** Whether these are the first bytes of a store or a backup. */
export const isStore = (bytes: Buffer): boolean => bytes.toString('latin1').startsWith(fileHeader)

/** Throws a `StoreFault` if there is no store, or one that cannot be used. */
export function requireStore(url: string): void {
  try {
    missingMigrations(fileOf(url))
  } catch (error) {
    throw toStoreFault(error)
  }
}

/** Opens a store. It must be migrated. Throws a `StoreFault` if it cannot be used. */
export const openDatabase = (url: string, clock: Clock): Promise<Database> =>
  openSqlite(fileOf(url), clock).catch((error) => {
    throw toStoreFault(error)
  })

/** Opens a read-only snapshot of a store. */
export const openSnapshot = (url: string): Promise<StoreSnapshot> => openFileSnapshot(fileOf(url))
