import type { Socket } from 'node:net'
import type { ClientBase, Connection, Submittable } from 'pg'
import { type PreparedStatement, statementOn } from './prepared.ts'
import { parseValue, toParameter } from './values.ts'

type Row = Record<string, unknown>

interface Running {
  readonly statement: PreparedStatement
  readonly rows: Row[]
  readonly resolve: (rows: Row[]) => void
  readonly reject: (error: Error) => void
}

/**
 * Queries in one transaction, without `begin` and `commit`: in the extended query protocol, all that is sent up to a
 * Sync message is one. These two would take longer than the query of an article: with them, a server answers half as
 * many articles that are not in its response cache. It has the connection until `end`.
 */
export class ImplicitTransaction implements Submittable {
  readonly #running: Running[] = []
  readonly #client: ClientBase
  readonly #timeout: NodeJS.Timeout
  #connection: Connection | undefined
  /** Set from the Sync message to its answer. */
  #ending: { resolve(): void; reject(error: Error): void } | undefined
  #error: Error | undefined

  /** A query that has not been answered for `timeoutMs` ends the connection. */
  constructor(client: ClientBase, timeoutMs: number) {
    this.#client = client
    this.#timeout = setTimeout(() => this.#expire(), timeoutMs)
    client.query(this)
  }

  /** The event loop runs timers before it reads sockets: a process that stalled may find the answer there, unread. */
  #expire(): void {
    const [awaited, read] = [this.#awaited(), this.#bytesRead()]
    if (!awaited) return
    setImmediate(() => {
      const next = this.#awaited()
      if (!next) return
      if (next !== awaited || this.#bytesRead() !== read) return this.#timeout.refresh()
      this.handleError(new Error('The database has not answered in time.'))
      this.#connection?.stream.destroy()
    })
  }

  /** What the database has yet to answer first. */
  #awaited(): object | undefined {
    return this.#running[0] ?? this.#ending
  }

  #bytesRead(): number {
    return (this.#connection?.stream as Socket | undefined)?.bytesRead ?? 0
  }

  run(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      if (this.#error) return reject(this.#error)
      const statement = statementOn(this.#client, sql)
      this.#running.push({ statement, rows: [], resolve, reject })
      this.#timeout.refresh()
      if (this.#connection) send(this.#connection, statement, sql, values)
    })
  }

  /** Once it resolves, the connection can be used by others; if it rejects, never again. */
  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#error) return reject(this.#error)
      this.#ending = { resolve, reject }
      this.#timeout.refresh()
      this.#connection?.sync()
    })
  }

  submit(connection: Connection): void {
    this.#connection = connection
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    const [first] = this.#running
    if (first) first.statement.columns = fields.map(({ name, dataTypeID }) => [name, parseValue(dataTypeID)])
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const [first] = this.#running
    if (!first) return
    const row: Row = {}
    let place = 0
    for (const [name, parse] of first.statement.columns ?? []) {
      const text = fields[place++]
      row[name] = text === null || text === undefined ? null : parse(text)
    }
    first.rows.push(row)
  }

  handleCommandComplete(): void {
    const first = this.#running.shift()
    first?.resolve(first.rows)
  }

  handleReadyForQuery(): void {
    clearTimeout(this.#timeout)
    this.#ending?.resolve()
    this.#ending = undefined
  }

  handleError(error: Error): void {
    this.#error ??= error
    clearTimeout(this.#timeout)
    for (const { reject } of this.#running.splice(0)) reject(error)
    this.#ending?.reject(error)
    this.#ending = undefined
  }
}

function send(
  connection: Connection,
  statement: PreparedStatement,
  sql: string,
  values: readonly unknown[],
): void {
  const { name, isParsed } = statement
  connection.stream.cork()
  if (!isParsed) connection.parse({ name, text: sql, types: [] }, true)
  statement.isParsed = name !== ''
  connection.bind({ statement: name, values: values.map(toParameter) }, true)
  if (!statement.columns) connection.describe({ type: 'P' }, true)
  connection.execute(null, true)
  connection.flush()
  connection.stream.uncork()
}
