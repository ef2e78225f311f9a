import { hash } from 'node:crypto'
import type { ClientBase } from 'pg'

/** A statement as a connection knows it. */
export interface PreparedStatement {
  /** Empty for one that is planned anew each time: a search, whose plan depends on the words. */
  readonly name: string
  isParsed: boolean
  /** Name and reader of each column, once the database has described them. */
  columns?: readonly (readonly [string, (text: string) => unknown])[]
}

/** Statements that a connection keeps prepared, some kilobytes each: the first that it has run. */
const preparedMax = 500
const preparedOn = new WeakMap<ClientBase, Map<string, PreparedStatement>>()

export function statementOn(client: ClientBase, sql: string): PreparedStatement {
  const prepared = preparedOn.get(client) ?? new Map<string, PreparedStatement>()
  preparedOn.set(client, prepared)
  const known = prepared.get(sql)
  if (known) return known
  if (prepared.size >= preparedMax || sql.includes('tsquery')) return { name: '', isParsed: false }
  const statement = { name: hash('md5', sql, 'base64url'), isParsed: false }
  prepared.set(sql, statement)
  return statement
}
