import type { Queries } from '../../../db/database.ts'
import { examinedMax } from '../../../http/parameters/page.ts'
import { invalidCursor } from '../../../http/parameters/refusals.ts'
import { indexOf } from '../../../search/index.ts'
import type { SearchQuery } from '../../../search/query.ts'
import type { RowRange } from '../../../search/rows.ts'
import type { FoundPage, Selected } from '../find-page.ts'
import type { KeysetPosition, Selection } from '../selection.ts'
import { findLastChanged } from './find-last-changed.ts'
import { findRelevant } from './find-relevant.ts'
import { countable, hasOneWord, queryOf, rangeOf } from './plan.ts'
import type { Walk } from './store.ts'
import * as store from './store.ts'
import { type Search, searchOf, type Window, walkOf, windowOf } from './walk.ts'

/** Bounds of the work for one page. */
const limits = {
  /** Matches that are examined. */
  examined: examinedMax,
  /**
   * Occurrences of one word of two. A search for several words that are all more frequent ends where each of them has
   * occurred so often, however few matches it has found.
   */
  occurrences: 1_500,
  /** Matches that are sorted by their last change; more are divided into shorter periods. */
  sorted: 1_000,
  /** Such periods for a page. An empty one costs a tenth of a millisecond, a full one two. */
  periods: 60,
}
export type SearchLimits = typeof limits

async function queryIn(db: Queries, selection: Selection): Promise<SearchQuery | null> {
  const query = queryOf(selection)
  return query && indexOf(db).prepare(db, query)
}

/** Finds public articles that have the words of a selection after a keyset position, in the order of the list. */
export async function findMatches(
  db: Queries,
  selection: Selection,
  after: KeysetPosition | null,
  limit: number,
  given: Partial<SearchLimits> = {},
): Promise<FoundPage> {
  const query = await queryIn(db, selection)
  if (!query) return { rows: [], stoppedAt: null }
  const bounds = { ...limits, ...given }
  if (selection.isByRelevance) return findRelevant(db, selection, query, after, limit, given)
  if (selection.sort === '-updatedAt') return findLastChanged(db, selection, query, after, limit, bounds)
  const range = rangeOf(selection, await rowOf(db, selection, after))
  // Counting dominates the cost: three clauses share the budget of two.
  const occurrences = Math.ceil((2 * bounds.occurrences) / Math.max(2, countable(query).length))
  const search = searchOf(selection, query, range, { ...bounds, occurrences })
  const isFull = (rows: readonly unknown[]) => rows.length >= limit
  const read = (walk: Omit<Walk, 'limit'>) => store.matchesQuery(db, { ...walk, limit })
  const { found, ...reach } = await withinWindow(db, search, read, isFull)
  return { rows: found.slice(0, limit), stoppedAt: isFull(found) ? null : await stopOf(db, search, reach) }
}

/** The public articles that have the words. */
export async function matchingIds(
  db: Queries,
  selection: Selection,
  examined = examinedMax,
): Promise<Selected> {
  const query = await queryIn(db, selection)
  if (!query) return { ids: [], isCapped: false }
  const all = examined + 1
  const search = searchOf(selection, query, rangeOf(selection, null), { examined: all, occurrences: all })
  const isFull = (rows: readonly unknown[]) => rows.length > examined
  const read = (walk: Omit<Walk, 'limit'>) => store.matchingIdsQuery(db, { ...walk, limit: all })
  const { found, ...reach } = await withinWindow(db, search, read, isFull)
  const ids = found.slice(0, examined).map(({ id }) => id)
  return { ids, isCapped: isFull(found) || (await stopOf(db, search, reach)) !== null }
}

/**
 * Reads as far as a search for several words goes: looking for what has all of them may go through everything that has
 * one. Counting only versions that are or were public costs 1 µs each, and is done only if the page is not full without it.
 */
async function withinWindow<Found>(
  db: Queries,
  search: Search,
  read: (walk: Omit<Walk, 'limit'>) => Promise<Found[]>,
  isFull: (found: readonly Found[]) => boolean,
) {
  const { query, share, occurrences } = search
  if (hasOneWord(query) && query.excluded.length === 0)
    return { found: await read(walkOf(db, search, null)), window: null, mayStop: true }
  const clauses = countable(query)
  // Otherwise there are fewer matches than may be examined: no more than its rarest word has occurrences.
  const mayStop = share <= occurrences
  const near = await windowOf(db, search, clauses, store.anyMatchAt)
  const found = await read(walkOf(db, { ...search, rare: near.rare }, near.window))
  if (!near.window || isFull(found)) return { found, window: near.window, mayStop }
  const { window, rare } = await windowOf(db, search, clauses, store.publicMatchAt)
  const readAs = (reach: Window) => read(walkOf(db, { ...search, rare }, reach))
  if (mayStop) return { found: await readAs(window), window, mayStop }
  // The near window lies within the public one: together they are read once, in order.
  found.push(...(await readAs(behind(search, near.window, window))))
  return { found, window, mayStop }
}

/** The part of a window that another one, which begins at or before it, has not covered. */
function behind({ order, range }: Search, near: RowRange, window: Window): RowRange {
  const { from, to } = window ?? range
  return order.value === 'asc' ? { from: near.to, to } : { from, to: near.from }
}

/** Where a walk that has not filled its page ended before its range did. */
async function stopOf(
  db: Queries,
  search: Search,
  { window, mayStop }: { readonly window: Window; readonly mayStop: boolean },
): Promise<KeysetPosition | null> {
  const [stop] = mayStop ? await store.lastExaminedQuery(db, { ...walkOf(db, search, window), limit: 1 }) : []
  const end = search.order.value === 'asc' ? window && window.to - 1n : window?.from
  const row = stop ? BigInt(stop.row) : end
  const [last] = row === undefined || row === null ? [] : await store.publicationOfRow(db, { row })
  return last ? { value: last.published_at, id: last.id } : null
}

/**
 * The row of the publication at which a list goes on. A cursor names the publication, since the number of its row also
 * depends on publications that are still pending.
 */
async function rowOf(db: Queries, { at }: Selection, after: KeysetPosition | null): Promise<bigint | null> {
  if (!after) return null
  const [found] = await store.rowOfPublication(db, { id: after.id, at })
  if (!found) throw invalidCursor()
  return BigInt(found.row)
}
