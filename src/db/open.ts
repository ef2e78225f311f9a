import type { Clock } from '../kernel/clock.ts'
import type { Database, MigrationOutcome, StoreSnapshot } from './database.ts'
import { openFileSnapshot } from './sqlite/file-snapshot.ts'
import { migrateSqlite, migrationsFolder } from './sqlite/migrate.ts'
import { openSqlite } from './sqlite/open.ts'
import { lockForServing } from './sqlite/serving-lock.ts'

/** The path in a `file:` URL, the only kind of store URL. */
export const fileOf = (url: string): string => url.slice('file:'.length)

/** Applies the pending migrations; creates the store if it does not exist. */
export const migrateDatabase = (url: string): Promise<MigrationOutcome> =>
  migrateSqlite(fileOf(url), migrationsFolder)

/** Makes this process the only one that serves the store. Throws a `StoreFault` if another process serves it. */
export const lockStore = (url: string): { release(): void } => lockForServing(fileOf(url))

/** Opens a store. It must be migrated. */
export const openDatabase = (url: string, clock: Clock): Promise<Database> => openSqlite(fileOf(url), clock)

/** Opens a read-only snapshot of a store. */
export const openSnapshot = (url: string): Promise<StoreSnapshot> => openFileSnapshot(fileOf(url))
