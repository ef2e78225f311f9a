import type { Instant } from '../../values/time.ts'

/** The orders of a list: the column, and whether the latest comes first. */
export const sorts = {
  '-publishedAt': { column: 'published_at', descending: true },
  publishedAt: { column: 'published_at', descending: false },
  '-updatedAt': { column: 'updated_at', descending: true },
} as const
export type Sort = keyof typeof sorts

/** Half-open bounds of an instant. */
export interface TimeWindow {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/** What a list is to hold. */
export interface Selection {
  readonly at: Instant
  readonly sort: Sort
  /** Groups of terms: an article has at least one of each group. Never empty. */
  readonly groups: readonly (readonly string[])[]
  /** Terms of which it has none. */
  readonly excluded: readonly string[]
  /** The id of an article that is left out. */
  readonly without?: string
  readonly published: TimeWindow
  readonly updated: TimeWindow
}

/** A place in the list: the sort value and the id of a publication. */
export interface Place {
  readonly value: Instant
  readonly id: string
}

/** Before everything that can be public at the moment. */
export const beginOf = ({ sort, at }: Selection): Place =>
  sorts[sort].descending ? { value: at, id: '~' } : { value: '', id: '' }

/** True of the place itself too. */
export function isUpTo(sort: Sort, row: Place, place: Place): boolean {
  if (row.value === place.value && row.id === place.id) return true
  const isSmaller = row.value < place.value || (row.value === place.value && row.id < place.id)
  return sorts[sort].descending ? !isSmaller : isSmaller
}
