import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { inject } from 'vitest'
import { migratePostgres } from '../src/db/postgres/migrate.ts'
import { openPostgres } from '../src/db/postgres/open.ts'
import type { TestStore, TestStores } from './stores.ts'

/** Databases of the server that the tests have. */
export const postgresStores: TestStores = {
  create: () => createMigrated(),
  createTemplate: () => createMigrated(),
  copy: (place) => createDatabase(place),
}

async function createMigrated(): Promise<TestStore> {
  const store = await createDatabase('template0')
  await migratePostgres(urlOf(store.place))
  return store
}

async function createDatabase(template: string): Promise<TestStore> {
  const place = `${prefix()}${randomBytes(6).toString('hex')}`
  await execute(`create database ${place} template ${template} encoding 'UTF8'`)
  return {
    place,
    url: urlOf(place),
    open: (clock) => openPostgres(urlOf(place), clock),
    remove: () => execute(`drop database ${place} with (force)`),
  }
}

const server = (): string => process.env.TEST_DATABASE_URL ?? inject('postgresUrl')

/** What all databases of a run begin with. */
const prefixOf = (templateFolder: string): string =>
  `test_${basename(templateFolder)
    .replaceAll(/[^a-z0-9]/gi, '_')
    .toLowerCase()}_`
const prefix = (): string => (process.env.VITEST ? prefixOf(inject('templateFolder')) : 'test_')

export function urlOf(database: string): string {
  const url = new URL(server())
  url.pathname = `/${database}`
  return url.href
}

async function execute(sql: string): Promise<void> {
  const client = await connect(performance.now() + startMax)
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** The server of the run may still be starting. */
const startMax = 30_000

async function connect(until: number): Promise<Client> {
  const client = new Client({ connectionString: server() })
  try {
    await client.connect()
    return client
  } catch (error) {
    if (performance.now() > until) throw error
    await sleep(100)
    return connect(until)
  }
}

/** Drops the databases of a run. */
export async function dropAll(url: string, templateFolder: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const names = 'select datname from pg_database where starts_with(datname, $1)'
  const { rows } = await client.query<{ datname: string }>(names, [prefixOf(templateFolder)])
  for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
  await client.end()
}
