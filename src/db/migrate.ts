import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { StoreFault } from '../errors.ts'
import { storeRefusal } from './faults.ts'
import { connect } from './sqlite.ts'

/** Marks the file as Broadtape's: "BTAP". */
const applicationId = 0x42544150
const lockWaitMs = 30_000

export interface MigrationOutcome {
  /** True if the store did not exist before. */
  readonly created: boolean
  readonly applied: readonly string[]
}

/**
 * Brings the store's file to the state of this program, in one transaction: forward only, each file once.
 * A second process that migrates at the same time waits, and then finds nothing to do.
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
    if (storeRefusal(error)) throw new StoreFault(`cannot be used: ${(error as Error).message}`)
    throw error
  } finally {
    raw.close()
  }
}

interface MigrationFile {
  readonly name: string
  readonly text: string
  readonly sha256: string
}

export function readMigrations(folder: string): MigrationFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      return { name: name.slice(0, -4), text, sha256: createHash('sha256').update(text).digest('hex') }
    })
}

async function migrateOpen(raw: Sqlite.Database, files: MigrationFile[]): Promise<MigrationOutcome> {
  const created = isEmpty(raw)
  raw.pragma(`application_id = ${applicationId}`)
  raw.exec(
    'create table if not exists migration_checksum (name text primary key, sha256 text not null) strict',
  )
  checkReleased(raw, files)

  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: raw }) })
  const migrations = Object.fromEntries(files.map((file) => [file.name, toMigration(raw, file)]))
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw error
  const applied = results
    .filter((result) => result.status === 'Success')
    .map((result) => result.migrationName)
  return { created, applied }
}

/** The driver prepares one statement at a time; a migration has many, so they go to the connection itself. */
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

function checkReleased(raw: Sqlite.Database, files: MigrationFile[]): void {
  const applied = raw.prepare('select name, sha256 from migration_checksum').all() as MigrationFile[]
  for (const { name, sha256 } of applied) {
    const file = files.find((one) => one.name === name)
    if (!file)
      throw new StoreFault(
        `is newer than this program: it has the migration ${name}, which is not known here`,
      )
    if (file.sha256 !== sha256) {
      throw new StoreFault(
        `was made with another text of the migration ${name}: a released migration must not be changed`,
      )
    }
  }
}

const isEmpty = (raw: Sqlite.Database): boolean =>
  raw.prepare('select count(*) from sqlite_schema').pluck().get() === 0

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

/** Opening does not read the file, and reading a text file as a database fails with a riddle. */
function checkHeader(file: string): void {
  const head = Buffer.alloc(16)
  const descriptor = openSync(file, 'r')
  try {
    const bytesRead = readSync(descriptor, head)
    if (bytesRead > 0 && head.toString('latin1') !== 'SQLite format 3\0')
      throw new StoreFault('is not a database')
  } finally {
    closeSync(descriptor)
  }
}

/** Through a connection that cannot write: setting up one that can already changes the file. */
function checkOwner(file: string): void {
  const raw = new Sqlite(file, { readonly: true, timeout: lockWaitMs })
  try {
    if (!isEmpty(raw) && raw.pragma('application_id', { simple: true }) !== applicationId)
      throw new StoreFault('is a database of another program')
  } finally {
    raw.close()
  }
}

const isSystemFault = (error: unknown) => error instanceof Error && 'syscall' in error
