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
function phraseText({ tokens, isPrefix, words, columns }: Phrase): string {
  const texts = words
    ? words.map((word) => `"${[...tokens.slice(0, -1), word].join(' ')}"`)
    : [`"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`]
  return `${columns ? `{${columns.join(' ')}} : ` : ''}(${texts.join(' OR ')})`
}

/** The index has lists of its own for beginnings of these lengths. */
const listedLengths = [2, 3]
/** Words of all beginnings together: of more, reading them as one list is as fast. Each costs 0.1 ms. */
const wordsMax = 20

/**
 * The query with the words that its beginnings stand for. The engine would read all occurrences of all of them before it
 * gives the first match, which takes 50 ms and more at a million articles.
 */
export async function withWords(db: Queries, { clauses, excluded }: SearchQuery): Promise<SearchQuery> {
  let left = wordsMax
  const inPhrase = async (phrase: Phrase): Promise<Phrase> => {
    const beginning = phrase.tokens.at(-1) ?? ''
    if (!phrase.isPrefix || left === 0 || listedLengths.includes([...beginning].length)) return phrase
    const words = (await wordsFrom(db, { beginning, limit: left + 1 })).map(({ word }) => word)
    if (words.length === 0 || words.length > left) return phrase
    left -= words.length
    return { ...phrase, words }
  }
  const inAll = async (all: readonly Clause[]): Promise<Clause[]> => {
    const done: Clause[] = []
    for (const [first, ...others] of all) done.push([...(first ? [await inPhrase(first)] : []), ...others])
    return done
  }
  return { clauses: await inAll(clauses), excluded: await inAll(excluded) }
}

/** Words that begin so, from one to the next: no character of a token comes before `#`, which follows `!`. */
const wordsFrom = statement<{ beginning: string; limit: number }, { word: string }>(
  (_, { beginning, limit }) => sql`
    with recursive found (word) as (
      select (select term from search_words where term >= ${beginning} order by term limit 1)
      union all
      select (select term from search_words where term >= found.word || '!' order by term limit 1)
      from found where substr(found.word, 1, length(${beginning})) = ${beginning}
      limit ${limit} + 1
    )
    select word from found where substr(word, 1, length(${beginning})) = ${beginning} limit ${limit}`,
)
