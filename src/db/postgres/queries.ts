import { type CompiledQuery, PostgresDialect, type QueryResult } from 'kysely'
import type { ClientBase } from 'pg'
import { noDatabase, queriesOf } from '../executor.ts'
import { toFault } from './faults.ts'
import { statementOn } from './prepared.ts'
import { toParameter } from './values.ts'

/** Queries that are run by `execute`. */
export const queriesThrough = queriesOf(new PostgresDialect({ pool: noDatabase }))

/** The driver takes 0 for the bound of the connection; this is the longest timer. */
const unboundedMs = 2 ** 31 - 1

/** Runs a query; if it is not bounded, it may take as long as it takes. */
export async function runOn(
  client: ClientBase,
  query: CompiledQuery,
  isBounded = true,
): Promise<QueryResult<unknown>> {
  try {
    const { rows, rowCount } = await client.query({
      name: statementOn(client, query.sql).name || undefined,
      text: query.sql,
      values: query.parameters.map(toParameter),
      ...(isBounded ? {} : { query_timeout: unboundedMs }),
    })
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
  } catch (error) {
    throw toFault(error)
  }
}
