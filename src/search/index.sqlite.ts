import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { Instant } from '../values/time.ts'
import { type SearchDocument, searchColumns } from './document.ts'
import type { Clause, Phrase, SearchQuery } from './query.ts'
import { firstRowOf, type RowRange, rowsPerMs } from './rows.ts'

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

export const inRange = (column: RawBuilder<unknown>, { from, to }: RowRange): RawBuilder<SqlBool> =>
  sql`${column} >= ${from} and ${column} < ${to}`

const columns = sql.join(searchColumns.map((name) => sql.ref(name)))

export const insertDocument = statement<{ row: bigint; document: SearchDocument }, never>(
  (_, { row, document }) => sql`
    insert into search_index (rowid, ${columns})
    values (${row}, ${sql.join(searchColumns.map((name) => document[name]))})`,
)

export const deleteDocument = statement<{ row: bigint }, never>(
  (_, { row }) => sql`delete from search_index where rowid = ${row}`,
)

/** Empties the index. */
export const clearIndex = statement<object, never>(
  () => sql`insert into search_index (search_index) values ('delete-all')`,
)

export const findDocument = statement<{ row: bigint }, { row: number }>(
  (_, { row }) => sql`select rowid as row from search_index where rowid = ${row}`,
)

const unowned = statement<object, { row: number }>(
  () => sql`
    select search_index.rowid as row from search_index
    left join publication on publication.search_row = search_index.rowid
    where publication.id is null limit 20`,
)

/** Rows of the index that no publication has, the first 20. */
export const unownedDocuments = async (db: Queries): Promise<number[]> =>
  (await unowned(db, {})).map(({ row }) => row)

/** Rows of the index in a range that match the text of a query. */
export const matching = (match: string, range: RowRange): RawBuilder<SqlBool> =>
  sql`search_index match ${match} and ${inRange(sql.ref('search_index.rowid'), range)}`

/** The text of a query for what has every one of the clauses, and none of the excluded. All of it is quoted. */
export function matchText({ clauses, excluded }: SearchQuery): string {
  const wanted = clauses.map(anyOf).join(' AND ')
  return excluded.length === 0 ? wanted : `(${wanted}) NOT (${excluded.map(anyOf).join(' OR ')})`
}

const anyOf = (clause: Clause): string => `(${clause.map(phraseText).join(' OR ')})`

/** Tokens have no quotes. */
const phraseText = ({ tokens, isPrefix, columns }: Phrase): string =>
  `${columns ? `{${columns.join(' ')}} : ` : ''}"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`
