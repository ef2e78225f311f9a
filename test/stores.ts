import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Database } from '../src/db/database.ts'
import { migrateSqlite } from '../src/db/sqlite/migrate.ts'
import { openSqlite } from '../src/db/sqlite/open.ts'
import type { Clock } from '../src/kernel/clock.ts'
import { postgresStores } from './stores.postgres.ts'

/** A migrated store. */
export interface TestStore {
  /** Its path, or the name of its database. */
  readonly place: string
  /** Its `DATABASE_URL`. */
  readonly url: string
  open(clock: Clock): Promise<Database>
  remove(): Promise<void>
}

/** The stores of an engine. */
export interface TestStores {
  /** An empty store. */
  create(): Promise<TestStore>
  /** A copy of a store that nobody has open. */
  copy(place: string): Promise<TestStore>
  /** An empty store that is removed after the whole run. */
  createTemplate(): Promise<TestStore>
}

const storeIn = (folder: string, name: string): TestStore => {
  const place = join(folder, name)
  return {
    place,
    url: `file:${place}`,
    open: (clock) => openSqlite(place, clock),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

const migrated = async (store: TestStore): Promise<TestStore> => {
  await migrateSqlite(store.place, 'migrations/sqlite')
  return store
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'broadtape-'))

const fileStores: TestStores = {
  create: () => migrated(storeIn(newFolder(), 'test.db')),
  createTemplate: () => migrated(storeIn(mkdtempSync(join(inject('templateFolder'), 'store-')), 'test.db')),
  async copy(place) {
    // What still stood in the log would be missing in the copy.
    if (existsSync(`${place}-wal`)) throw new Error(`${place} was not closed whole`)
    const store = storeIn(newFolder(), 'test.db')
    copyFileSync(place, store.place)
    return store
  },
}

const engines = { sqlite: fileStores, postgres: postgresStores }
export type EngineName = keyof typeof engines

/** The engine that tests run on, where they do not say which. */
export const engine = (process.env.TEST_ENGINE ?? 'sqlite') as EngineName

export const storesOf = (name: EngineName): TestStores => engines[name]
