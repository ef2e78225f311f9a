import { literal } from '../../../db/compiled.ts'
import type { Queries } from '../../../db/database.ts'
import { examinedMax } from '../../../http/parameters/page.ts'
import type { SearchQuery } from '../../../search/query.ts'
import { dateOfRow } from '../../../search/rows.ts'
import type { FoundPage } from '../find-page.ts'
import { beginOf, isUpTo, type KeysetPosition, type Selection } from '../selection.ts'
import type { FoundRow } from '../selection-queries.ts'
import { changedIn, partsOf, rangeOf } from './plan.ts'
import * as store from './store.ts'
import { type Search, searchOf, walkOf } from './walk.ts'

/**
 * Finds the last changed of the articles that have some words. The index is not in this order, so that matches have to
 * be read and sorted: `sorted` of them at once. If more match, their years are taken one after the other, the last one
 * first, and each that is still too long is divided into months, and so on down to the second.
 */
export async function findLastChanged(
  db: Queries,
  selection: Selection,
  query: SearchQuery,
  after: KeysetPosition | null,
  limit: number,
  { sorted, periods }: { readonly sorted: number; readonly periods: number },
): Promise<FoundPage> {
  const bounds = { examined: examinedMax, occurrences: sorted }
  const search = searchOf(selection, query, rangeOf(selection, null), bounds)
  const { from = '', to } = selection.updated
  const place = after ?? beginOf(selection)
  const begin = to && to < place.value ? { value: to, id: '' } : place
  const rows: FoundRow[] = []
  let looked = 0
  let last = ''
  const collect = async (period: string, parts: readonly string[]): Promise<void> => {
    looked += 1
    const inPeriod = period ? changedDuring(search, period) : search
    if (parts.length > 0 && (await isLong(db, inPeriod))) {
      for (const part of parts) {
        if (rows.length >= limit || looked >= periods || part < from.slice(0, part.length)) return
        await collect(part, partsOf(part, begin.value))
      }
      return
    }
    const found = await store.matchesQuery(db, { ...walkOf(db, inPeriod, null), limit: examinedMax })
    last = period
    rows.push(...lastFirst(found.filter((row) => isBehind(row, begin))))
  }
  await collect('', await yearsOf(db, search, begin.value))
  const stoppedAt = rows.length < limit && looked >= periods ? { value: last, id: '' } : null
  return { rows: rows.slice(0, limit), stoppedAt }
}

const changedDuring = (search: Search, period: string): Search => ({
  ...search,
  query: { ...search.query, clauses: [...search.query.clauses, changedIn(period)] },
})

/** Whether more matches are or were public than are sorted at once. */
async function isLong(db: Queries, search: Search): Promise<boolean> {
  const place = search.occurrences + 1
  return (await store.publicMatchAt(db, { ...walkOf(db, search, null), place })).length > 0
}

/** The years in which a match can have changed, the last one first: never before its editorial date. */
async function yearsOf(db: Queries, search: Search, instant: string): Promise<string[]> {
  const [first] = await store.anyMatchAt(db, { ...walkOf(db, search, null), order: literal('asc'), place: 1 })
  if (!first) return []
  const [from, to] = [dateOfRow(BigInt(first.row)), instant].map((at) => Number(at.slice(0, 4)))
  return partsBetween(from ?? 1, to ?? 0)
}

const partsBetween = (from: number, to: number): string[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, back) => String(to - back).padStart(4, '0'))

const lastFirst = (rows: readonly FoundRow[]): FoundRow[] =>
  rows.toSorted((one, other) => (isBehind(one, placeOf(other)) ? 1 : -1))

const placeOf = ({ updated_at, id }: FoundRow): KeysetPosition => ({ value: updated_at, id })

const isBehind = (row: FoundRow, place: KeysetPosition): boolean => !isUpTo('-updatedAt', placeOf(row), place)
