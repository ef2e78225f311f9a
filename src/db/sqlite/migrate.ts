import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { StoreFault } from '../../kernel/errors.ts'
import type { MigrationOutcome } from '../database.ts'
import { type AppliedMigration, checkReleased, type MigrationFile, readMigrations } from '../migrations.ts'
import { connect, connectReadOnly } from './connect.ts'
import { isSystemFault, isUnusable } from './faults.ts'
import { applicationId, checkHeader, checkOwner, isEmpty, lockWaitMs } from './store-file.ts'

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/sqlite', import.meta.url))

/**
 * Applies the pending migrations in one transaction; there is no way back. A second process that migrates at the same
 * time waits, and then finds nothing to do.
 */
export async function migrateSqlite(file: string, folder: string): Promise<MigrationOutcome> {
  const raw = openForMigration(file)
  try {
    raw.exec('begin immediate')
    const outcome = await migrateOpen(raw, readMigrations(folder))
    raw.exec('commit')
    return outcome
  } catch (error) {
    if (raw.inTransaction) raw.exec('rollback')
    if (isUnusable(error)) throw new StoreFault(`cannot be used: ${(error as Error).message}`)
    throw error
  } finally {
    raw.close()
  }
}

/** Pending migrations. Throws a `StoreFault` if the file is not a store, or is newer than this program. */
export function missingMigrations(file: string, folder = migrationsFolder): string[] {
  if (!existsSync(file)) throw new StoreFault('does not exist')
  checkHeader(file)
  checkOwner(file)
  const raw = connectReadOnly(file)
  try {
    if (isEmpty(raw)) throw new StoreFault('is empty')
    const files = readMigrations(folder)
    const applied = checkReleased(appliedIn(raw), files)
    return files.map(({ name }) => name).filter((name) => !applied.has(name))
  } finally {
    raw.close()
  }
}

async function migrateOpen(raw: Sqlite.Database, files: MigrationFile[]): Promise<MigrationOutcome> {
  raw.pragma(`application_id = ${applicationId}`)
  raw.exec(
    'create table if not exists migration_checksum (name text primary key, sha256 text not null) strict',
  )
  checkReleased(appliedIn(raw), files)

  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: raw }) })
  const migrations = Object.fromEntries(files.map((file) => [file.name, toMigration(raw, file)]))
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw error
  const applied = results
    .filter((result) => result.status === 'Success')
    .map((result) => result.migrationName)
  return { applied }
}

/** Bypasses Kysely, which prepares one statement at a time; a migration has many. */
function toMigration(raw: Sqlite.Database, file: MigrationFile): Migration {
  return {
    async up(db: Kysely<unknown>) {
      raw.exec(file.text)
      await sql`insert into migration_checksum (name, sha256) values (${file.name}, ${file.sha256})`.execute(
        db,
      )
    },
  }
}

const appliedIn = (raw: Sqlite.Database) =>
  raw.prepare('select name, sha256 from migration_checksum').all() as AppliedMigration[]

function openForMigration(file: string): Sqlite.Database {
  try {
    if (existsSync(file)) {
      checkHeader(file)
      checkOwner(file)
    }
    const raw = connect(file)
    raw.pragma(`busy_timeout = ${lockWaitMs}`)
    return raw
  } catch (error) {
    if (error instanceof Sqlite.SqliteError || error instanceof TypeError || isSystemFault(error)) {
      throw new StoreFault(`cannot be opened in ${dirname(file)}: ${(error as Error).message}`)
    }
    throw error
  }
}
