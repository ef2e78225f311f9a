import { literal } from '../../../db/compiled.ts'
import type { Queries } from '../../../db/database.ts'
import { indexOf } from '../../../search/index.ts'
import type { Clause, SearchQuery } from '../../../search/query.ts'
import type { RowRange } from '../../../search/rows.ts'
import type { Selection } from '../selection.ts'
import { periodsIn, rarestFirst } from './plan.ts'
import type * as store from './store.ts'

/** A search of a range of rows, with its bounds. */
export type Search = Omit<store.Walk, 'match' | 'limit'> & {
  readonly query: SearchQuery
  readonly occurrences: number
  /** A clause that is known to be rare. The engine looks for it first, and for the others where it has found it. */
  readonly rare?: Clause | undefined
}

export const searchOf = (
  { at, sort, published, updated }: Selection,
  query: SearchQuery,
  range: RowRange,
  { examined, occurrences }: { readonly examined: number; readonly occurrences: number },
): Search => ({
  ...{ at, published, updated, query, range, share: examined, occurrences },
  order: literal(sort === 'publishedAt' ? 'asc' : 'desc'),
})

/** The rows that are looked at; null for all of the range. */
export type Window = RowRange | null

/** The walk of a search through a window. */
export function walkOf(
  db: Queries,
  { query, occurrences, rare, ...search }: Search,
  window: Window,
): Omit<store.Walk, 'limit'> {
  const periods = window && periodsIn(window)
  const clauses = [...(periods ? [periods] : []), ...(rare ? [rare] : []), ...rarestFirst(query.clauses)]
  const match = indexOf(db).matchOf({ ...query, clauses })
  return { ...search, match, range: window ?? search.range }
}

/**
 * From the first of the rows with one of the clauses to the farthest at which a clause has occurred as often as a search
 * allows; null if one never has, which is the rare one.
 */
export async function windowOf(
  db: Queries,
  { range, order, occurrences, at }: Pick<Search, 'range' | 'order' | 'occurrences' | 'at'>,
  clauses: SearchQuery['clauses'],
  matchAt: typeof store.publicMatchAt,
): Promise<{ readonly window: Window; readonly rare?: Clause }> {
  const rowAt = async (clause: Clause, place: number) => {
    const match = indexOf(db).matchOf({ clauses: [clause], excluded: [] })
    const [found] = await matchAt(db, { match, range, order, place, at })
    return found ? BigInt(found.row) : null
  }
  const ends: bigint[] = []
  for (const clause of clauses) {
    const end = await rowAt(clause, occurrences)
    if (end === null) return { window: null, rare: clause }
    ends.push(end)
  }
  const begin = clauses[0] ? await rowAt(clauses[0], 1) : null
  if (begin === null) return { window: null }
  const rows = [begin, ...ends].sort((one, other) => (one < other ? -1 : 1))
  const [first = begin, last = begin] = [rows[0], rows.at(-1)]
  return { window: order.value === 'asc' ? { from: begin, to: last + 1n } : { from: first, to: begin + 1n } }
}
