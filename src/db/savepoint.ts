import { sql } from 'kysely'
import type { Queries } from './database.ts'

const savepoint = sql`savepoint attempt`
const rollbackTo = sql`rollback to attempt`
const release = sql`release attempt`

/** Runs `work` in a savepoint of the open transaction, and rolls back to it if it throws. */
export async function withSavepoint<Result>(tx: Queries, work: () => Promise<Result>): Promise<Result> {
  await savepoint.execute(tx)
  try {
    return await work()
  } catch (error) {
    await rollbackTo.execute(tx)
    throw error
  } finally {
    await release.execute(tx)
  }
}
