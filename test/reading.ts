import type { Database, Queries } from '../src/db/database.ts'
import { queriesThrough as onServer } from '../src/db/postgres/queries.ts'
import { queriesThrough as onFile } from '../src/db/sqlite/executor.ts'
import { engine } from './stores.ts'

const queriesThrough = { sqlite: onFile, postgres: onServer }[engine]

/** Queries for a look at the store, each of them on a snapshot of its own. */
export const reading = (db: Database): Queries =>
  queriesThrough((query) => db.snapshot((queries) => queries.executeQuery(query)))
