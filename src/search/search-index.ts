import type { RawBuilder, SqlBool } from 'kysely'
import type { Queries } from '../db/database.ts'
import type { SearchDocument } from './document.ts'
import type { SearchQuery } from './query.ts'

/** Values that only their engine can read. */
export type Match = object

/** The search index of an engine: the table `search_index`, whose rows are found by their tokens. */
export interface SearchIndex<Asked extends Match = Match> {
  /** The number of a row. */
  readonly row: RawBuilder<number>
  insert(tx: Queries, values: { row: bigint; document: SearchDocument }): Promise<unknown>
  remove(tx: Queries, values: { row: bigint }): Promise<unknown>
  /** Empties the index. */
  clear(tx: Queries, values: object): Promise<unknown>
  /** The query in a form that the index answers faster. */
  prepare(db: Queries, query: SearchQuery): Promise<SearchQuery>
  /** What is bound in a query for what has every one of the clauses, and none of the excluded. */
  matchOf(query: SearchQuery): Asked
  matching(match: Asked): RawBuilder<SqlBool>
  /** Null where the engine merges them by itself. */
  readonly segments: Segments | null
}

/** The parts of an index. Every publication adds one, and the engine merges eight of a size. */
export interface Segments {
  count(db: Queries): Promise<number>
  /** A step of merging all into one: the first takes in all segments, the others go on. Returns whether there was work. */
  merge(tx: Queries, step: { readonly isFirst: boolean }): Promise<boolean>
}
