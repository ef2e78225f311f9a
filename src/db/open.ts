import type { Clock } from '../kernel/clock.ts'
import type { Database, MigrationOutcome, StoreSnapshot } from './database.ts'
import { openFileSnapshot } from './sqlite/file-snapshot.ts'
import { migrateSqlite, migrationsFolder } from './sqlite/migrate.ts'
import { openSqlite } from './sqlite/open.ts'

/** The file of a store whose address is `file:` and a path; others there are not yet. */
export const fileOf = (url: string): string => url.slice('file:'.length)

/** Brings the store of an address to the state of this program; makes one where there is none. */
export const migrateDatabase = (url: string): Promise<MigrationOutcome> =>
  migrateSqlite(fileOf(url), migrationsFolder)

/** Opens the store of an address, which must be migrated. */
export const openDatabase = (url: string, clock: Clock): Promise<Database> => openSqlite(fileOf(url), clock)

/** Opens the store of an address as it is now, for reading alone. */
export const openSnapshot = (url: string): Promise<StoreSnapshot> => openFileSnapshot(fileOf(url))
