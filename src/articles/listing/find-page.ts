import { literal, padded } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import { everything } from '../../publishing/derived/terms.ts'
import type { Instant } from '../../values/time.ts'
import { blockingTerms } from '../terms.ts'
import { beginOf, isUpTo, type Place, type Selection, type Sort, sorts } from './selection.ts'
import {
  countQuery,
  type FoundRow,
  pageQuery,
  type Search,
  sizeQuery,
  stopQuery,
  traitsQuery,
} from './selection-queries.ts'

/** A request examines at most so many rows of an index, because a query cannot be stopped. */
export const examinedMax = 20_000

/** A page of a selection, and the place where the search stopped short of the end because it had looked at enough. */
export interface FoundPage {
  readonly rows: FoundRow[]
  readonly stoppedAt: Place | null
}

/**
 * Articles behind a place. One range of the index is walked for each term of one group, the one with the fewest
 * rows; every other condition is looked up for each of these rows.
 */
export async function findPage(
  db: Queries,
  selection: Selection,
  after: Place | null,
  limit: number,
  { examined = examinedMax } = {},
): Promise<FoundPage> {
  const { sort } = selection
  const search = await searchOf(db, selection, after ?? beginOf(selection), limit, examined)
  const rows = await pageQuery(db, search)
  const last = rows.length >= limit ? rows.at(-1) : undefined
  // A walk that is alone goes as far as its page. Of several, one may have stopped before what another has found.
  if (last && search.driving.length === 1) return { rows, stoppedAt: null }
  const [stoppedAt = null] = await stopQuery(db, { ...search, end: last && placeOf(sort, last) })
  return {
    rows: stoppedAt ? rows.filter((row) => isUpTo(sort, placeOf(sort, row), stoppedAt)) : rows,
    stoppedAt,
  }
}

/** The place of an article in the list. */
export const placeOf = (sort: Sort, row: FoundRow): Place => ({ value: row[sorts[sort].column], id: row.id })

/** The newest public articles that may be shown in a jurisdiction. */
export async function findNewest(
  db: Queries,
  at: Instant,
  jurisdiction: string | null,
  limit: number,
): Promise<FoundRow[]> {
  return (await findPage(db, newest(at, jurisdiction), null, limit)).rows
}

/** What disclaimer rules look at in each of them. */
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

const newest = (at: Instant, jurisdiction: string | null): Selection => ({
  at,
  sort: '-publishedAt',
  groups: [[everything]],
  excluded: blockingTerms(jurisdiction),
  published: {},
  updated: {},
})

/** How many articles a selection holds; where more would have to be examined, at least how many. */
export interface Total {
  readonly count: number
  readonly isCapped: boolean
}

/** Counts a selection, exactly up to `examined` rows of the index. */
export async function countSelected(
  db: Queries,
  selection: Selection,
  examined = examinedMax,
): Promise<Total> {
  const all = examined + 1
  const search = await searchOf(db, selection, beginOf(selection), all, examined, all)
  const together = examined * overlapMax
  const [size] = await sizeQuery(db, { terms: search.driving, at: search.at, limit: together + 1 })
  // Where the walks are short enough together, each may go to its end.
  const share = (size?.count ?? 0) <= together ? all : search.share
  const [row] = await countQuery(db, { ...search, share })
  const count = row?.count ?? 0
  if (count > examined) return { count: examined, isCapped: true }
  const [stoppedAt] = await stopQuery(db, { ...search, share: share + 1 })
  return { count, isCapped: stoppedAt !== undefined }
}

/** An article that has several of the terms is met so often: what a count may examine beyond its own size. */
const overlapMax = 4

/** Beyond this, a group is as good as any other to walk for a page. */
const countedMax = 2_000

async function searchOf(
  db: Queries,
  selection: Selection,
  begin: Place,
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

/** The group with the fewest rows, to be walked; the others are looked up. */
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
