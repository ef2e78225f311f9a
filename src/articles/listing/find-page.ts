import { literal, padded } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import { examinedMax } from '../../http/parameters/page.ts'
import { everything } from '../../publishing/derived/terms.ts'
import type { Instant } from '../../values/time.ts'
import { findMatches, matchingIds } from './search/find-matches.ts'
import {
  beginOf,
  isUpTo,
  type KeysetPosition,
  newestWith,
  type Selection,
  type Sort,
  sorts,
} from './selection.ts'
import {
  type FoundRow,
  idsQuery,
  pageQuery,
  type Search,
  sizeQuery,
  stopQuery,
  traitsQuery,
} from './selection-queries.ts'

/** A page of a selection. `stoppedAt` is the keyset position at which the search reached its limit, or null. */
export interface FoundPage {
  readonly rows: FoundRow[]
  readonly stoppedAt: KeysetPosition | null
}

/**
 * Finds articles after a keyset position. Scans one index range for each term of the group with the fewest rows, and
 * checks every other condition by a lookup for each of these rows.
 */
export async function findPage(
  db: Queries,
  selection: Selection,
  after: KeysetPosition | null,
  limit: number,
  { examined = examinedMax } = {},
): Promise<FoundPage> {
  if (selection.search) return findMatches(db, selection, after, limit, { examined })
  const { sort } = selection
  const search = await searchOf(db, selection, after ?? beginOf(selection), limit, examined)
  const rows = await pageQuery(db, search)
  const last = rows.length >= limit ? rows.at(-1) : undefined
  // A single scan fills its page. Of several scans, one may have stopped before rows that another has found.
  if (last && search.driving.length === 1) return { rows, stoppedAt: null }
  const [stoppedAt = null] = await stopQuery(db, { ...search, end: last && placeOf(sort, last) })
  return {
    rows: stoppedAt ? rows.filter((row) => isUpTo(sort, placeOf(sort, row), stoppedAt)) : rows,
    stoppedAt,
  }
}

/** Keyset position of an article in the list. */
export const placeOf = (sort: Sort, row: FoundRow): KeysetPosition =>
  row.rank === undefined
    ? { value: row[sorts[sort].column], id: row.id }
    : { value: String(row.rank), id: row.id }

/** The newest public articles that are not blocked in a jurisdiction. */
export async function findNewest(
  db: Queries,
  at: Instant,
  jurisdiction: string | null,
  limit: number,
): Promise<FoundRow[]> {
  return (await findPage(db, newest(at, jurisdiction), null, limit)).rows
}

/** Traits of the articles that `findNewest` finds, without their contents. */
export async function findNewestTraits(
  db: Queries,
  at: Instant,
  jurisdiction: string | null,
  limit: number,
): Promise<string[]> {
  const selection = newest(at, jurisdiction)
  const rows = await traitsQuery(db, await searchOf(db, selection, beginOf(selection), limit, examinedMax))
  return rows.map(({ traits }) => traits)
}

const newest = (at: Instant, jurisdiction: string | null): Selection =>
  newestWith([everything], { at, jurisdiction })

/** Ids of the publications of a selection, unordered; capped if there may be more. */
export interface Selected {
  readonly ids: readonly string[]
  readonly isCapped: boolean
}

/** The publications of a selection; all of them up to `examined` index rows. */
export async function findSelected(
  db: Queries,
  selection: Selection,
  examined = examinedMax,
): Promise<Selected> {
  if (selection.search) return matchingIds(db, selection, examined)
  const all = examined + 1
  const search = await searchOf(db, selection, beginOf(selection), all, examined, all)
  const together = examined * overlapMax
  const [size] = await sizeQuery(db, { terms: search.driving, at: search.at, limit: together + 1 })
  // If all scans together are short enough, each may run to its end.
  const share = (size?.count ?? 0) <= together ? all : search.share
  const ids = (await idsQuery(db, { ...search, share })).map(({ id }) => id)
  if (ids.length > examined) return { ids: ids.slice(0, examined), isCapped: true }
  const [stoppedAt] = await stopQuery(db, { ...search, share: share + 1 })
  return { ids, isCapped: stoppedAt !== undefined }
}

/** An article with several of the terms is scanned once for each; a count may examine this multiple of its limit. */
const overlapMax = 4

/** Group sizes are counted up to this many rows; larger groups are equally good for a page. */
const countedMax = 2_000

async function searchOf(
  db: Queries,
  selection: Selection,
  begin: KeysetPosition,
  limit: number,
  examined: number,
  counted = countedMax,
): Promise<Search> {
  const { groups, sort, ...conditions } = selection
  const chosen = await chooseDriving(db, selection, counted)
  const share = Math.ceil(examined / chosen.driving.length)
  return {
    ...conditions,
    sort: literal(sort),
    excluded: padded(conditions.excluded),
    driving: padded(chosen.driving),
    others: chosen.others.map(padded),
    begin,
    limit,
    share,
  }
}

/** Chooses the group with the fewest rows for the index scan; the others are checked by lookup. */
async function chooseDriving(db: Queries, { groups, at }: Selection, limit: number) {
  const [first = [], ...rest] = groups
  if (rest.length === 0) return { driving: first, others: [] }
  const counts: number[] = []
  for (const terms of groups) {
    const [row] = await sizeQuery(db, { terms: padded(terms), at, limit })
    counts.push(row?.count ?? 0)
  }
  const index = counts.indexOf(Math.min(...counts))
  return { driving: groups[index] ?? first, others: groups.filter((_, other) => other !== index) }
}
