import { literal } from '../../db/compiled.ts'
import { matchText } from '../../search/index.sqlite.ts'
import type { SearchQuery } from '../../search/query.ts'
import type { RowRange } from '../../search/rows.ts'
import { periodsIn } from './search-plan.ts'
import type { Walk } from './search-queries.sqlite.ts'
import type { Selection } from './selection.ts'

/** A search of a range of rows, with its bounds. */
export type Search = Omit<Walk, 'match' | 'limit'> & {
  readonly query: SearchQuery
  readonly occurrences: number
}

export const searchOf = (
  { at, sort, published, updated, without }: Selection,
  query: SearchQuery,
  range: RowRange,
  { examined, occurrences }: { readonly examined: number; readonly occurrences: number },
): Search => ({
  ...{ at, published, updated, without, query, range, share: examined, occurrences },
  order: literal(sort === 'publishedAt' ? 'asc' : 'desc'),
})

/** The rows that are looked at; null for all of the range. */
export type Window = RowRange | null

/** The walk of a search through a window. */
export function walkOf({ query, occurrences, ...search }: Search, window: Window): Omit<Walk, 'limit'> {
  const periods = window && periodsIn(window)
  const match = matchText(periods ? { ...query, clauses: [...query.clauses, periods] } : query)
  return { ...search, match, range: window ?? search.range }
}
