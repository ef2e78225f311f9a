import type { Database, Queries } from '../../src/db/database.ts'

export const epochOf = async (db: Queries) =>
  (await db.selectFrom('store_state').select('epoch').executeTakeFirstOrThrow()).epoch

/** Reads a number, yields, and writes it back incremented. */
export const readModifyWrite = (db: Database) =>
  db.write(async ({ tx, at }) => {
    const epoch = await epochOf(tx)
    await new Promise(setImmediate)
    await tx
      .updateTable('store_state')
      .set({ epoch: epoch + 1 })
      .execute()
    return at
  })
