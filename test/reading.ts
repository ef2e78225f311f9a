import {
  type CompiledQuery,
  type ConnectionProvider,
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  type QueryResult,
  SqliteDialect,
} from 'kysely'
import type { Database, Queries } from '../src/db/database.ts'
import type { Tables } from '../src/db/tables.ts'

const noDatabase = () => Promise.reject(new Error('A test asks through snapshots.'))
const dialect = new SqliteDialect({ database: noDatabase })
const noConnections: ConnectionProvider = { provideConnection: noDatabase }

class SnapshotExecutor extends DefaultQueryExecutor {
  readonly #db: Database

  constructor(db: Database) {
    super(dialect.createQueryCompiler(), dialect.createAdapter(), noConnections)
    this.#db = db
  }

  override executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#db.snapshot((queries) => queries.executeQuery<Row>(query as CompiledQuery<Row>))
  }
}

/** Queries for a look at the store, each of them on a snapshot of its own. */
export const reading = (db: Database): Queries =>
  new Kysely<Tables>({
    config: { dialect },
    dialect,
    driver: new DummyDriver(),
    executor: new SnapshotExecutor(db),
  })
