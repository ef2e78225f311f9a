import type { SearchQuery } from '../../search/query.ts'
import type { Instant } from '../../values/time.ts'
import { blockingTerms } from '../terms.ts'

/** Sort orders of a list: column and direction. */
export const sorts = {
  '-publishedAt': { column: 'published_at', descending: true },
  publishedAt: { column: 'published_at', descending: false },
  '-updatedAt': { column: 'updated_at', descending: true },
} as const
export type Sort = keyof typeof sorts

/** Half-open interval [from, to). */
export interface TimeWindow {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/** Conditions on the articles of a list. */
export interface Selection {
  readonly at: Instant
  readonly sort: Sort
  /** Groups of terms: an article must have at least one term of each group. Never empty. */
  readonly groups: readonly (readonly string[])[]
  /** Terms that it must not have. */
  readonly excluded: readonly string[]
  readonly published: TimeWindow
  readonly updated: TimeWindow
  /** Words that it must have. */
  readonly search?: SearchQuery
  /** The best matches first; `sort` decides among equals. Needs `search`. */
  readonly isByRelevance?: boolean
}

/** Keyset position: sort value and id of a publication. */
export interface KeysetPosition {
  readonly value: Instant
  readonly id: string
}

/** Public articles that have one of the terms and are not blocked in the jurisdiction, newest first. */
export const newestWith = (
  terms: readonly string[],
  { at, jurisdiction }: { readonly at: Instant; readonly jurisdiction: string | null },
): Selection => ({
  at,
  sort: '-publishedAt',
  groups: [terms],
  excluded: blockingTerms(jurisdiction),
  published: {},
  updated: {},
})

/** Position before everything that can be public at the moment. */
export const beginOf = ({ sort, at }: Selection): KeysetPosition =>
  sorts[sort].descending ? { value: at, id: '~' } : { value: '', id: '' }

/** Inclusive of the place itself. */
export function isUpTo(sort: Sort, row: KeysetPosition, place: KeysetPosition): boolean {
  if (row.value === place.value && row.id === place.id) return true
  const isSmaller = row.value < place.value || (row.value === place.value && row.id < place.id)
  return sorts[sort].descending ? !isSmaller : isSmaller
}
