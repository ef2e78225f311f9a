import type { Pool, PoolClient } from 'pg'
import type { Database, Queries } from '../database.ts'
import { patienceMs } from './connect.ts'
import { toFault } from './faults.ts'
import { ImplicitTransaction } from './implicit-transaction.ts'
import { queriesThrough } from './queries.ts'

/** Each snapshot is a transaction of its own, which begins with its first query. */
export const createSnapshots =
  (pool: Pool, epoch: () => number, ensureCurrent: () => Promise<void> | undefined): Database['snapshot'] =>
  async <Result>(work: (db: Queries, epoch: number) => Promise<Result>): Promise<Result> => {
    await ensureCurrent()
    let opening: Promise<Opened> | undefined
    let isOver = false
    const db = queriesThrough(async ({ sql, parameters }) => {
      if (isOver) throw new Error('A snapshot was used after its work had ended.')
      try {
        opening ??= open(pool)
        const { transaction } = await opening
        return { rows: await transaction.run(sql, parameters) }
      } catch (error) {
        throw toFault(error)
      }
    })
    try {
      return await work(db, epoch())
    } finally {
      isOver = true
      opening?.then(close, () => {})
    }
  }

interface Opened {
  readonly client: PoolClient
  readonly transaction: ImplicitTransaction
}

async function open(pool: Pool): Promise<Opened> {
  const client = await pool.connect()
  return { client, transaction: new ImplicitTransaction(client, patienceMs) }
}

const close = ({ client, transaction }: Opened): Promise<void> =>
  transaction.end().then(
    () => client.release(),
    (error) => client.release(error),
  )
