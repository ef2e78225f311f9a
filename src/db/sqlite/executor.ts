import type { Database } from 'better-sqlite3'
import { type CompiledQuery, type QueryResult, SqliteDialect } from 'kysely'
import type { Queries } from '../database.ts'
import { type Execute, noDatabase, queriesOf } from '../executor.ts'
import { toFault } from './faults.ts'

export interface Source {
  connection(): Database
  /** Called after a failed query. */
  onFault?(): void
}

/** Queries that run synchronously. */
export const queriesOn = (source: Source): Queries => queriesThrough((query) => runOn(source, query))

/** Queries that are run by `execute`. */
export const queriesThrough: (execute: Execute) => Queries = queriesOf(
  new SqliteDialect({ database: noDatabase }),
)

async function runOn(source: Source, { sql, parameters }: CompiledQuery): Promise<QueryResult<unknown>> {
  try {
    const statement = source.connection().prepare(sql)
    if (statement.reader) return { rows: statement.all(parameters) }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  } catch (error) {
    source.onFault?.()
    throw toFault(error)
  }
}
