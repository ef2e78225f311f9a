import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { Instant } from '../values/time.ts'
import { serverIndex } from './index.postgres.ts'
import { fileIndex, isOnFile } from './index.sqlite.ts'
import { firstRowOf, type RowRange, rowsPerMs } from './rows.ts'
import type { Match, SearchIndex } from './search-index.ts'

export const indexOf = (db: Queries): SearchIndex => (isOnFile(db) ? fileIndex : serverIndex)

/** Rows of the index in a range that match. */
export const matching = (db: Queries, match: Match, range: RowRange): RawBuilder<SqlBool> =>
  sql`${indexOf(db).matching(match)} and ${inRange(indexOf(db).row, range)}`

const inRange = (column: RawBuilder<unknown>, { from, to }: RowRange): RawBuilder<SqlBool> =>
  sql`${column} >= ${from} and ${column} < ${to}`

/** Spans in which a free row is looked for, in milliseconds. */
const spansMs = [1, 1_000, 60_000, 3_600_000, 86_400_000]

/**
 * The row after the last one of the same millisecond. If more articles than fit have this very date, the last of the
 * same second, minute and so on: these are listed as if they were so much newer.
 */
export async function freeRow(db: Queries, publishedAt: Instant): Promise<bigint> {
  const from = firstRowOf(publishedAt)
  for (const span of spansMs) {
    const to = from + BigInt(span * rowsPerMs)
    const [last] = await lastRow(db, { from, to })
    const free = last ? BigInt(last.row) + 1n : from
    if (free < to) return free
  }
  throw new RangeError('More than a thousand million articles have one editorial date.')
}

const lastRow = statement<RowRange, { row: number }>(
  (_, range) => sql`
    select search_row as row from publication
    where ${inRange(sql.ref('search_row'), range)} and search_row is not null order by search_row desc limit 1`,
)

export const findDocument = statement<{ row: bigint }, { row: number }>((db, { row }) => {
  const { row: number } = indexOf(db)
  return sql`select ${number} as row from search_index where ${number} = ${row}`
})

const unowned = statement<object, { row: number }>((db) => {
  const { row } = indexOf(db)
  return sql`
    select ${row} as row from search_index
    left join publication on publication.search_row = ${row}
    where publication.id is null order by ${row} limit 20`
})

/** Rows of the index that no publication has, the first 20. */
export const unownedDocuments = async (db: Queries): Promise<number[]> =>
  (await unowned(db, {})).map(({ row }) => row)
