import type { Database } from 'better-sqlite3'
import {
  type CompiledQuery,
  type ConnectionProvider,
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  type QueryResult,
  SqliteDialect,
} from 'kysely'
import type { Queries } from '../database.ts'
import type { Tables } from '../tables.ts'
import { toFault } from './faults.ts'

export interface Source {
  connection(): Database
  /** Called after a failed query. */
  onFault?(): void
}

/**
 * Kysely with an executor that runs queries synchronously. Kysely's own passes one connection from query to query
 * through a lock and a dozen promises, which costs more than a small query.
 */
export const queriesOn = (source: Source): Queries => queriesThrough((query) => runOn(source, query))

type Execute = (query: CompiledQuery) => Promise<QueryResult<unknown>>

/** Kysely whose queries are run by `execute`. */
export const queriesThrough = (execute: Execute): Queries =>
  new Kysely<Tables>({ config: { dialect }, dialect, driver, executor: new DirectExecutor(execute) })

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

const noDatabase = () => Promise.reject(new Error('Only queries are supported: use db.snapshot or db.write.'))
const dialect = new SqliteDialect({ database: noDatabase })
const driver = new DummyDriver()
const compiler = dialect.createQueryCompiler()
const adapter = dialect.createAdapter()
const noConnections: ConnectionProvider = { provideConnection: noDatabase }

class DirectExecutor extends DefaultQueryExecutor {
  readonly #execute: Execute

  constructor(execute: Execute) {
    super(compiler, adapter, noConnections)
    this.#execute = execute
  }

  override executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#execute(query) as Promise<QueryResult<Row>>
  }
}
