import { Kysely, SqliteDialect } from 'kysely'
import { onTestFinished } from 'vitest'
import type { Queries } from '../src/db/database.ts'
import { connect } from '../src/db/sqlite/connect.ts'
import type { Tables } from '../src/db/tables.ts'

/** Wraps a store so that every query returns its SQLite query plan. */
export function explaining(file: string): Queries {
  const database = connect(file)
  const prepare = database.prepare.bind(database)
  database.prepare = ((text: string) => prepare(`explain query plan ${text}`)) as typeof database.prepare
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  onTestFinished(() => db.destroy())
  return db
}
