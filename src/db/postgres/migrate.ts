import { fileURLToPath } from 'node:url'
import { Client, type ClientBase } from 'pg'
import { StoreFault } from '../../kernel/errors.ts'
import type { MigrationOutcome } from '../database.ts'
import { type AppliedMigration, checkReleased, readMigrations } from '../migrations.ts'
import { configOf } from './connect.ts'
import { toStoreFault } from './faults.ts'

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/postgres', import.meta.url))

/** Key of the advisory lock of migrations: "BTAP". */
const lockKey = 0x42544150

/**
 * Applies the pending migrations in one transaction; there is no way back. A second process that migrates at the same
 * time waits for an advisory lock, and then finds nothing to do.
 */
export async function migratePostgres(url: string, folder = migrationsFolder): Promise<MigrationOutcome> {
  const client = new Client(configOf(url))
  // An error event without a listener would end the process; the next query fails with the same error.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(${lockKey})`)
    const applied = await migrateOn(client, folder)
    await client.query('commit')
    return { applied }
  } catch (error) {
    throw toStoreFault(error)
  } finally {
    // Rolls back what was not committed.
    await client.end().catch(() => {})
  }
}

async function migrateOn(client: ClientBase, folder: string): Promise<string[]> {
  const files = readMigrations(folder)
  const applied = checkReleased(await appliedIn(client), files)
  await client.query(
    'create table if not exists migration_checksum (name text collate "C" primary key, sha256 text not null)',
  )
  const missing = files.filter(({ name }) => !applied.has(name))
  for (const { name, text, sha256 } of missing) {
    await client.query(text)
    await client.query('insert into migration_checksum (name, sha256) values ($1, $2)', [name, sha256])
  }
  return missing.map(({ name }) => name)
}

/** Pending migrations. Throws a `StoreFault` if the database is not a store, or is newer than this program. */
export async function missingMigrations(client: ClientBase): Promise<string[]> {
  const files = readMigrations(migrationsFolder)
  const applied = checkReleased(await appliedIn(client), files)
  if (applied.size === 0) throw new StoreFault('is empty')
  return files.map(({ name }) => name).filter((name) => !applied.has(name))
}

const lookAround = `
  select current_setting('server_encoding') as encoding, to_regclass('migration_checksum') is not null as is_store,
    exists (select from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r') as has_tables`

/** Texts are kept and compared as UTF-8, and tables of another program might have the same names. */
async function appliedIn(client: ClientBase): Promise<AppliedMigration[]> {
  const [{ encoding, is_store, has_tables }] = (await client.query(lookAround)).rows
  if (encoding !== 'UTF8')
    throw new StoreFault(`has the encoding ${encoding}: make it with the encoding UTF8`)
  if (is_store) return (await client.query('select name, sha256 from migration_checksum')).rows
  if (has_tables) throw new StoreFault('is a database of another program')
  return []
}
