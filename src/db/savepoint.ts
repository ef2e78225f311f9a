import { sql } from 'kysely'
import { statement } from './compiled.ts'
import type { Queries } from './database.ts'

const savepoint = statement(() => sql`savepoint attempt`)
const rollbackTo = statement(() => sql`rollback to attempt`)
const release = statement(() => sql`release attempt`)

/** Runs `work` in a savepoint of the open transaction, and rolls back to it if it throws. */
export async function withSavepoint<Result>(tx: Queries, work: () => Promise<Result>): Promise<Result> {
  // Not waited for, nor is its release: queries run in the order in which they are sent, and each costs a round trip.
  const begun = savepoint(tx, {})
  begun.catch(() => {})
  const result = await work().catch(async (error) => {
    // A fault of the store may have ended the transaction, and all savepoints with it: its error is the one to tell.
    await rollbackTo(tx, {}).catch(() => {})
    await release(tx, {}).catch(() => {})
    throw error
  })
  release(tx, {}).catch(() => {})
  return result
}
