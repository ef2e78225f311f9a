import { type Clock, createClock } from '../kernel/clock.ts'
import { createDatabaseClock } from '../kernel/database-clock.ts'
import { withoutPassword } from '../kernel/server-url.postgres.ts'
import type { Database, MigrationOutcome, StoreSnapshot } from './database.ts'
import { toStoreFault as toDatabaseFault } from './postgres/faults.ts'
import { migratePostgres } from './postgres/migrate.ts'
import { openPostgres } from './postgres/open.ts'
import { lockForServing as lockDatabase, type ServingLock } from './postgres/serving-lock.ts'
import { openStoreSnapshot } from './postgres/store-snapshot.ts'
import { agreeOnLead, requireLead } from './publish-lead.ts'
import { createFile } from './sqlite/connect.ts'
import { toStoreFault } from './sqlite/faults.ts'
import { openFileSnapshot } from './sqlite/file-snapshot.ts'
import { migrateSqlite, migrationsFolder, missingMigrations } from './sqlite/migrate.ts'
import { openSqlite } from './sqlite/open.ts'
import { lockForServing } from './sqlite/serving-lock.ts'
import { fileHeader } from './sqlite/store-file.ts'

/** The path in a `file:` URL; null for a database on a server. */
export const fileOf = (url: string): string | null =>
  url.startsWith('file:') ? url.slice('file:'.length) : null

/** The path of a file, or the URL of a database without its password. */
export const nameOf = (url: string): string => fileOf(url) ?? withoutPassword(url)

/** Applies the pending migrations; creates the file if it does not exist. Throws a `StoreFault`. */
export function migrateDatabase(url: string): Promise<MigrationOutcome> {
  const file = fileOf(url)
  return file === null ? migratePostgres(url) : migrateSqlite(file, migrationsFolder)
}

/** Where a store is, and how far ahead its nodes date what alters a public answer; 0: one process alone serves it. */
export interface StoreSettings {
  readonly databaseUrl: string
  readonly publishLeadMs: number
}

/**
 * The clock for a store: that of this process, or that of a database which several nodes share. Of a command, `leadMs`
 * is how far ahead its writes are dated, or how long they may hold up the nodes.
 */
export function createStoreClock({ databaseUrl, publishLeadMs }: StoreSettings, leadMs = 0): Clock {
  const isShared = fileOf(databaseUrl) === null && publishLeadMs > 0
  if (!isShared) return createClock(undefined, leadMs)
  return createDatabaseClock({ publishLeadMs, ...(leadMs > 0 && { overdueMs: leadMs }) })
}

export interface StoreLock {
  /** Throws a `StoreFault` if other nodes date writes ahead by another lead. Call it before serving. */
  agree(db: Database): Promise<void>
  release(): void | Promise<void>
}

const sharedLock = (lock: ServingLock, leadMs: number): StoreLock => ({
  agree: async (db) => agreeOnLead(db, leadMs, await lock.isAlone()),
  release: lock.release,
})

/** Of a command: throws a `StoreFault` if the nodes of the store have another lead. */
export async function requireSameLead(
  db: Database,
  { databaseUrl, publishLeadMs }: StoreSettings,
): Promise<void> {
  if (fileOf(databaseUrl) === null) await requireLead(db, publishLeadMs)
}

/**
 * Makes this process one of those that serve the store, or the only one, and creates its file if it is missing. Throws
 * a `StoreFault` if another process excludes it.
 */
export async function lockStore({ databaseUrl, publishLeadMs }: StoreSettings): Promise<StoreLock> {
  const file = fileOf(databaseUrl)
  if (file === null) {
    const lock = await lockDatabase(databaseUrl, { isAlone: publishLeadMs === 0 })
    return sharedLock(lock, publishLeadMs)
  }
  try {
    // Before its name is resolved: a link may lead to a file that does not exist yet.
    createFile(file)
  } catch (error) {
    throw toStoreFault(error)
  }
  return { agree: async () => {}, ...lockForServing(file) }
}

/** Whether these are the first bytes of a store or a backup. */
export const isStore = (bytes: Buffer): boolean => bytes.toString('latin1').startsWith(fileHeader)

/** Throws a `StoreFault` if there is no store, or one that cannot be used. */
export async function requireStore(url: string): Promise<void> {
  const file = fileOf(url)
  if (file === null) return (await openStoreSnapshot(url)).close()
  try {
    missingMigrations(file)
  } catch (error) {
    throw toStoreFault(error)
  }
}

/** Opens a store. It must be migrated. Throws a `StoreFault` if it cannot be used. */
export async function openDatabase(url: string, clock: Clock): Promise<Database> {
  const file = fileOf(url)
  try {
    return await (file === null ? openPostgres(url, clock) : openSqlite(file, clock))
  } catch (error) {
    throw file === null ? toDatabaseFault(error) : toStoreFault(error)
  }
}

/** Opens a read-only snapshot of a store. Throws a `StoreFault`. */
export function openSnapshot(url: string): Promise<StoreSnapshot> {
  const file = fileOf(url)
  return file === null ? openStoreSnapshot(url) : openFileSnapshot(file)
}
