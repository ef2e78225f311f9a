import type { Pool, PoolClient } from 'pg'
import type { Database, Queries } from '../database.ts'
import { toFault } from './faults.ts'
import { queriesThrough, runOn } from './queries.ts'

/** Each snapshot is a transaction of its own, which begins with its first query. */
export const createSnapshots =
  (pool: Pool, epoch: () => number): Database['snapshot'] =>
  async <Result>(work: (db: Queries, epoch: number) => Promise<Result>): Promise<Result> => {
    let opening: Promise<PoolClient> | undefined
    let isOver = false
    const db = queriesThrough(async (query) => {
      if (isOver) throw new Error('A snapshot was used after its work had ended.')
      opening ??= open(pool)
      return runOn(await opening, query)
    })
    try {
      return await work(db, epoch())
    } finally {
      isOver = true
      opening?.then(close, () => {})
    }
  }

async function open(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect().catch((error) => {
    throw toFault(error)
  })
  // Not waited for: the first query follows at once, and fails if this does.
  client.query('begin isolation level repeatable read, read only').catch(() => {})
  return client
}

function close(client: PoolClient): void {
  client.query('commit').then(
    () => client.release(),
    // Its transaction may still be open.
    (error) => client.release(error),
  )
}
