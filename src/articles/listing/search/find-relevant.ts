import type { Queries } from '../../../db/database.ts'
import { examinedMax } from '../../../http/parameters/page.ts'
import { invalidCursor } from '../../../http/parameters/refusals.ts'
import type { SearchQuery } from '../../../search/query.ts'
import type { FoundPage } from '../find-page.ts'
import type { KeysetPosition, Selection } from '../selection.ts'
import type { FoundRow } from '../selection-queries.ts'
import { countable, hasOneWord, rangeOf } from './plan.ts'
import * as store from './store.ts'
import { tiersOf } from './tiers.ts'
import { type Search, searchOf, type Window, walkOf, windowOf } from './walk.ts'

const limits = {
  /** Articles in a list by relevance, and newest matches that are ranked. */
  ranked: 2_000,
  /** Occurrences that make a word frequent. If all words are, only the headlines of the newest matches are searched. */
  occurrences: 3_000,
}
export type RelevanceLimits = typeof limits

/**
 * Finds the best matches: tier by tier, the newest first within each. The tiers of the headline reach through the whole
 * archive unless every word is frequent; the others have the newest matches. Each page ranks anew what comes before it.
 */
export async function findRelevant(
  db: Queries,
  selection: Selection,
  query: SearchQuery,
  after: KeysetPosition | null,
  limit: number,
  given: Partial<RelevanceLimits> = {},
): Promise<FoundPage> {
  if (after && !/^\d{1,4}$/.test(after.value)) throw invalidCursor()
  const { ranked, occurrences } = { ...limits, ...given }
  const offset = after ? Number(after.value) : 0
  const wanted = Math.min(ranked, offset + limit)
  const search = searchOf(selection, query, rangeOf(selection, null), { examined: examinedMax, occurrences })
  const { window: frequent, rare } = await frequentWindow(db, search)
  const { rows: newest, window, isAll } = await newestMatches(db, { ...search, rare }, frequent, ranked)
  const words = query.clauses.slice(0, selection.search?.clauses.length)
  const filters = query.clauses.slice(words.length)
  const found = new Map<string, FoundRow>()
  const add = (rows: readonly FoundRow[]) => {
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, row)
  }
  for (const tier of tiersOf(words)) {
    if (found.size >= (isAll ? Math.min(wanted, newest.length) : wanted)) break
    const reach = tier.isHeadline && frequent === null ? null : window
    const asked = { ...search, rare, query: { ...query, clauses: [...tier.clauses, ...filters] } }
    // Up to `found.size` of these are known already.
    add(await store.matchesQuery(db, { ...walkOf(db, asked, reach), limit: wanted }))
  }
  add(newest)
  const all = [...found.values()].map((row, at) => ({ ...row, rank: at + 1 }))
  const start = after ? placeBehind(all, after, offset) : 0
  return { rows: all.slice(start, Math.min(start + limit, ranked)), stoppedAt: null }
}

/** Retractions apply at every moment: what comes after them has moved up since the page before. */
function placeBehind(all: readonly FoundRow[], { id }: KeysetPosition, offset: number): number {
  const last = all.findIndex((row) => row.id === id)
  return last === -1 ? Math.max(offset - 1, 0) : last + 1
}

/** The window of a search whose words are all frequent, by their occurrences in versions that are or were public. */
async function frequentWindow(db: Queries, search: Search) {
  const clauses = countable(search.query)
  const near = await windowOf(db, search, clauses, store.anyMatchAt)
  return near.window ? windowOf(db, search, clauses, store.publicMatchAt) : near
}

/**
 * The newest matches that are public, the window that has them, and whether these are all that there are: no more than are
 * ranked. Of a single word all are examined up to the bound of every search, however frequent it is.
 */
async function newestMatches(db: Queries, search: Search, frequent: Window, ranked: number) {
  const isSimple = hasOneWord(search.query)
  const reach = isSimple ? null : frequent
  const walk = walkOf(db, search, reach)
  const rows = await store.matchesQuery(db, { ...walk, limit: ranked })
  const [last] =
    rows.length >= ranked
      ? rows.slice(-1)
      : isSimple
        ? await store.lastExaminedQuery(db, { ...walk, limit: 1 })
        : []
  const window = last ? { from: BigInt(last.row), to: walk.range.to } : reach
  return { rows, window, isAll: !last }
}
