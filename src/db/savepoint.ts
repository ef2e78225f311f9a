import { sql } from 'kysely'
import type { Queries } from './database.ts'

const savepoint = sql`savepoint attempt`
const rollbackTo = sql`rollback to attempt`
const release = sql`release attempt`

/** Runs `work` in a savepoint of the open transaction, and rolls back to it if it throws. */
export async function withSavepoint<Result>(tx: Queries, work: () => Promise<Result>): Promise<Result> {
  await savepoint.execute(tx)
  const result = await work().catch(async (error) => {
    // A fault of the store may have ended the transaction, and all savepoints with it: its error is the one to tell.
    await rollbackTo.execute(tx).catch(() => {})
    await release.execute(tx).catch(() => {})
    throw error
  })
  await release.execute(tx)
  return result
}
