import type { Database, Queries } from '../src/db/database.ts'
import { queriesThrough } from '../src/db/sqlite/executor.ts'

/** Queries for a look at the store, each of them on a snapshot of its own. */
export const reading = (db: Database): Queries =>
  queriesThrough((query) => db.snapshot((queries) => queries.executeQuery(query)))
