import type { Database } from 'better-sqlite3'
import {
  type CompiledQuery,
  DefaultConnectionProvider,
  DefaultQueryExecutor,
  Kysely,
  type QueryResult,
  SqliteDialect,
} from 'kysely'
import type { Tables } from './tables.ts'

/**
 * Queries of this door are answered within the call. Kysely's own way hands its one connection from query to query,
 * through a lock and a dozen promises, which costs more than a small query; where nothing is written and SQLite is
 * asked synchronously, there is nothing to lock.
 */
export async function readingDoor(database: Database): Promise<Kysely<Tables>> {
  const dialect = new SqliteDialect({ database })
  const driver = dialect.createDriver()
  await driver.init()
  return new Kysely<Tables>({
    config: { dialect },
    dialect,
    driver,
    executor: new DirectExecutor(dialect, driver, database),
  })
}

class DirectExecutor extends DefaultQueryExecutor {
  readonly #database: Database

  constructor(dialect: SqliteDialect, driver: ReturnType<SqliteDialect['createDriver']>, database: Database) {
    super(dialect.createQueryCompiler(), dialect.createAdapter(), new DefaultConnectionProvider(driver))
    this.#database = database
  }

  override async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = this.#database.prepare(sql)
    // SQLite refuses to write here, in its own words.
    if (!statement.reader) statement.run(parameters)
    return { rows: statement.all(parameters) as Row[] }
  }
}
