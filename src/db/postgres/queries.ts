import { hash } from 'node:crypto'
import { type CompiledQuery, PostgresDialect, type QueryResult } from 'kysely'
import type { ClientBase } from 'pg'
import { noDatabase, queriesOf } from '../executor.ts'
import { toFault } from './faults.ts'
import { toParameter } from './values.ts'

/** Queries that are run by `execute`. */
export const queriesThrough = queriesOf(new PostgresDialect({ pool: noDatabase }))

/** Statements that a connection keeps prepared, some kilobytes each: the first that it has run. */
const preparedMax = 500
const preparedOn = new WeakMap<ClientBase, Set<string>>()

/** A name for the prepared statement of a query; none for a search, whose plan depends on the words. */
function nameOf(client: ClientBase, sql: string): string | undefined {
  const prepared = preparedOn.get(client) ?? new Set()
  preparedOn.set(client, prepared)
  if (!prepared.has(sql)) {
    if (prepared.size >= preparedMax || sql.includes('tsquery')) return undefined
    prepared.add(sql)
  }
  const known = names.get(sql) ?? hash('md5', sql, 'base64url')
  names.set(sql, known)
  return known
}
const names = new Map<string, string>()

/** Runs a query; if it is not bounded, it may take as long as it takes. */
export async function runOn(
  client: ClientBase,
  query: CompiledQuery,
  isBounded = true,
): Promise<QueryResult<unknown>> {
  try {
    const { rows, rowCount } = await client.query({
      name: nameOf(client, query.sql),
      text: query.sql,
      values: query.parameters.map(toParameter),
      ...(isBounded ? {} : { query_timeout: 0 }),
    })
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
  } catch (error) {
    throw toFault(error)
  }
}
