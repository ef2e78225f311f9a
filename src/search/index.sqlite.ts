import { type RawBuilder, type SqlBool, SqliteAdapter, sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import { characterToken, type SearchDocument, searchColumns } from './document.ts'
import type { Clause, Phrase, SearchQuery } from './query.ts'
import type { SearchIndex } from './search-index.ts'
import { fileSegments } from './segments.sqlite.ts'
import { isPaired } from './tokens.ts'

export const isOnFile = (db: Queries): boolean => db.getExecutor().adapter instanceof SqliteAdapter

/** The text of a query. */
interface Match {
  readonly text: string
}

const row: RawBuilder<number> = sql.ref('search_index.rowid')

const columns = sql.join(searchColumns.map((name) => sql.ref(name)))

const insert = statement<{ row: bigint; document: SearchDocument }, never>(
  (_, { row, document }) => sql`
    insert into search_index (rowid, ${columns})
    values (${row}, ${sql.join(searchColumns.map((name) => document[name]))})`,
)

const remove = statement<{ row: bigint }, never>(
  (_, { row }) => sql`delete from search_index where rowid = ${row}`,
)

const clear = statement<object, never>(
  () => sql`insert into search_index (search_index) values ('delete-all')`,
)

const matching = ({ text }: Match): RawBuilder<SqlBool> => sql`search_index match ${text}`

/** All of it is quoted. */
function matchOf({ clauses, excluded }: SearchQuery): Match {
  const wanted = allOf(clauses.map(anyOf))
  return {
    text: excluded.length === 0 ? wanted : `(${wanted}) NOT (${excluded.map(anyOf).join(' OR ')})`,
  }
}

/** FTS5 limits the depth of an expression to 256. */
const nestedMax = 20

/**
 * What has all of the clauses. For an `AND`, FTS5 advances every clause to the row that one has reached, and so reads all
 * of their lists. Nested, the third is only looked up where the first two were found, and so on, which takes a quarter of
 * the time for a headline. FTS5 would flatten nested `AND`s but for the `OR` with an empty phrase, which matches nothing.
 */
const allOf = (clauses: readonly string[]): string =>
  clauses.reduce((found, clause, at) =>
    at > 1 && at <= nestedMax ? `(${found} OR "") AND ${clause}` : `${found} AND ${clause}`,
  )

const anyOf = (clause: Clause): string => `(${clause.map(phraseText).join(' OR ')})`

/** Tokens have no quotes. */
function phraseText(phrase: Phrase): string {
  const { tokens, isPrefix, words, columns } = phrase
  const character = characterOf(phrase)
  const texts = words
    ? words.map((word) => `"${[...tokens.slice(0, -1), word].join(' ')}"`)
    : [character ? `"${characterToken(character)}"` : `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`]
  return `${columns ? `{${columns.join(' ')}} : ` : ''}(${texts.join(' OR ')})`
}

/** The only character that a phrase has, if that has a token of its own. */
const characterOf = ({ tokens: [first = '', ...others], isPrefix }: Phrase): string | null =>
  isPrefix && others.length === 0 && [...first].length === 1 && isPaired(first) ? first : null

/** The index has lists of its own for beginnings of these lengths. */
const listedLengths = [2, 3]
/** Words of all beginnings together: of more, reading them as one list is as fast. Each costs 0.1 ms. */
const wordsMax = 20

/**
 * The query with the words that its beginnings stand for. The engine would read all occurrences of all of them before it
 * gives the first match, which takes 50 ms and more at a million articles.
 */
async function prepare(db: Queries, { clauses, excluded }: SearchQuery): Promise<SearchQuery> {
  let left = wordsMax
  const inPhrase = async (phrase: Phrase): Promise<Phrase> => {
    const beginning = phrase.tokens.at(-1) ?? ''
    const isListed = listedLengths.includes([...beginning].length) || characterOf(phrase) !== null
    if (!phrase.isPrefix || left === 0 || isListed) return phrase
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

export const fileIndex: SearchIndex<Match> = {
  ...{ row, insert, remove, clear, prepare, matchOf, matching },
  segments: fileSegments,
}
