import {
  type CompiledQuery,
  type ConnectionProvider,
  DefaultQueryExecutor,
  type Dialect,
  DummyDriver,
  Kysely,
  type QueryResult,
} from 'kysely'
import type { Queries } from './database.ts'
import type { Tables } from './tables.ts'

export type Execute = (query: CompiledQuery) => Promise<QueryResult<unknown>>

export const noDatabase = () =>
  Promise.reject(new Error('Only queries are supported: use db.snapshot or db.write.'))
const driver = new DummyDriver()
const noConnections: ConnectionProvider = { provideConnection: noDatabase }

/**
 * Kysely in the language of an engine, with an executor that hands queries over. Kysely's own passes one connection from
 * query to query through a lock and a dozen promises, which costs more than a small query.
 */
export function queriesOf(dialect: Dialect): (execute: Execute) => Queries {
  const compiler = dialect.createQueryCompiler()
  const adapter = dialect.createAdapter()

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

  return (execute) =>
    new Kysely<Tables>({ config: { dialect }, dialect, driver, executor: new DirectExecutor(execute) })
}
