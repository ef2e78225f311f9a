import { Client } from 'pg'
import type { StoreSnapshot } from '../database.ts'
import { configOf } from './connect.ts'
import { toStoreFault } from './faults.ts'
import { missingMigrations } from './migrate.ts'
import { queriesThrough, runOn } from './queries.ts'

/** Later writes of others are not seen. Throws a `StoreFault` if the database is no store, or newer than this program. */
export async function openStoreSnapshot(url: string): Promise<StoreSnapshot> {
  const client = new Client(configOf(url))
  // An error event without a listener would end the process; the next query fails with the same error.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('begin isolation level repeatable read, read only')
    const missing = await missingMigrations(client)
    return {
      db: queriesThrough((query) => runOn(client, query)),
      files: [],
      missing,
      // The server checks its pages and references itself: `data_checksums`, and the constraints of the schema.
      damages: async () => [],
      danglingRows: async () => [],
      close: () => client.end(),
    }
  } catch (error) {
    await client.end().catch(() => {})
    throw toStoreFault(error)
  }
}
