import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Literal, literal, statement } from '../db/compiled.ts'
import { type SearchColumn, type SearchDocument, searchColumns } from './document.ts'
import type { Clause, Phrase, SearchQuery } from './query.ts'
import type { SearchIndex } from './search-index.ts'

/** Columns of the index, with the vector that has the tokens of each. */
const vectorOf: Readonly<Record<SearchColumn, string>> = {
  headline: 'headline_words',
  lead: 'leading_words',
  names: 'leading_words',
  body: 'body_words',
  headline_stems: 'headline_stem_words',
  stems: 'other_words',
  terms: 'other_words',
}

const possibleColumns = {
  word: ['headline', 'lead', 'names', 'body'],
  stem: ['headline_stems', 'stems'],
  term: ['terms'],
} as const satisfies Record<string, readonly SearchColumn[]>

/** No word begins with a sign or has a colon. */
function sortOf(token: string): keyof typeof possibleColumns {
  if (/^[!-/:-@[-`{-~]/.test(token)) return 'term'
  return token.includes(':') ? 'stem' : 'word'
}

/** Columns that can have a phrase, among those in which it has to be. */
function columnsOf({ tokens, columns: asked }: Phrase): readonly SearchColumn[] {
  const possible: readonly SearchColumn[] = possibleColumns[sortOf(tokens[0] ?? '')]
  return asked ? possible.filter((column) => asked.includes(column)) : possible
}

/** Characters of a token that a vector has, as the function `search_words` of the store cuts it. */
const wordMax = 24
const cut = (token: string): string => [...token].slice(0, wordMax).join('')

/** One condition: some vectors have the words and, if the words alone cannot tell, some columns have the text. */
interface Part {
  readonly vectors: readonly Literal<string>[]
  /** A text query, in which every word is quoted. */
  readonly words: string
  readonly columns: readonly Literal<string>[]
  /** With spaces around its tokens. */
  readonly text: string
}

/** Any of the parts of every wanted clause, and none of the excluded parts. */
interface Match {
  readonly wanted: readonly (readonly Part[])[]
  readonly excluded: readonly Part[]
}

const row: RawBuilder<number> = sql.ref('search_index.row')

const columnNames = sql.join(searchColumns.map((name) => sql.ref(name)))

const insert = statement<{ row: bigint; document: SearchDocument }, never>(
  (_, { row, document }) => sql`
    insert into search_index (row, ${columnNames})
    values (${row}, ${sql.join(searchColumns.map((name) => document[name]))})`,
)

const remove = statement<{ row: bigint }, never>(
  (_, { row }) => sql`delete from search_index where row = ${row}`,
)

const clear = statement<object, never>(() => sql`truncate search_index`)

const matchOf = ({ clauses, excluded }: SearchQuery): Match => ({
  wanted: clauses.map(partsOf),
  excluded: excluded.flatMap(partsOf),
})

const matching = ({ wanted, excluded }: Match): RawBuilder<SqlBool> =>
  sql.join(
    [
      ...wanted.map((parts) => anyOf(parts.map(condition))),
      ...excluded.map((part) => sql<SqlBool>`not ${condition(part)}`),
    ],
    sql` and `,
  )

const anyOf = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  sql`(${sql.join(conditions, sql` or `)})`

const column = (name: string) => sql.ref(`search_index.${name}`)

function condition({ vectors, words, columns, text }: Part): RawBuilder<SqlBool> {
  const hasWords = anyOf(vectors.map(({ value }) => sql`${column(value)} @@ ${words}::tsquery`))
  if (columns.length === 0) return hasWords
  const hasText = columns.map(
    ({ value }) => sql<SqlBool>`strpos(' ' || ${column(value)} || ' ', ${text}) > 0`,
  )
  return sql`(${hasWords} and ${anyOf(hasText)})`
}

/** The words that are looked for in the same vectors become one part. */
function partsOf(clause: Clause): Part[] {
  const parts = clause.map(partOf)
  const alone = Map.groupBy(
    parts.filter(({ columns }) => columns.length === 0),
    ({ vectors }) => vectors.map(({ value }) => value).join(),
  )
  return [
    ...[...alone.values()].map((some) => ({
      ...{ vectors: some[0]?.vectors ?? [], columns: [], text: '' },
      words: some.map(({ words }) => words).join(' | '),
    })),
    ...parts.filter(({ columns }) => columns.length > 0),
  ]
}

function partOf(phrase: Phrase): Part {
  const { tokens, isPrefix } = phrase
  const columns = columnsOf(phrase)
  const words = tokens.map((token, index) => {
    const isBegin = isPrefix && index === tokens.length - 1
    return `'${cut(token)}'${isBegin ? ':*' : ''}`
  })
  const isExact = tokens.length === 1 && tokens.every((token) => cut(token) === token)
  return {
    vectors: [...new Set(columns.map((column) => vectorOf[column]))].map(literal),
    words: words.join(' & '),
    columns: isExact ? [] : columns.map(literal),
    text: isExact ? '' : ` ${tokens.join(' ')}${isPrefix ? '' : ' '}`,
  }
}

export const serverIndex: SearchIndex<Match> = {
  row,
  insert,
  remove,
  clear,
  // The index finds beginnings as it finds words.
  prepare: async (_, query) => query,
  matchOf,
  matching,
  segments: null,
}
