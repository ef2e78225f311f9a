import { type Instant, latest } from '../../values/time.ts'
import type { Other } from './store.ts'
import type { ReasonKind } from './subjects.ts'

/** Something that other articles have in common with one. */
export interface Shared {
  readonly kind: ReasonKind
  readonly key: string
  readonly points: number
  readonly others: readonly Other[]
}

export interface Related extends Other {
  /** The points of all that is in common, and of its date. */
  readonly points: number
  /** The strongest first; never empty. */
  readonly reasons: readonly Omit<Shared, 'others'>[]
}

/** Everything that has something in common, the most points first, then the newest. */
export function rank(shared: readonly Shared[]): Related[] {
  const found = new Map<string, { other: Other; reasons: Omit<Shared, 'others'>[] }>()
  for (const { others, ...reason } of shared.toSorted((one, other) => other.points - one.points))
    for (const other of others) {
      const known = found.get(other.document_id) ?? { other, reasons: [] }
      known.reasons.push(reason)
      found.set(other.document_id, known)
    }
  const all = [...found.values()]
  const newest = latest('', ...all.map(({ other }) => other.published_at))
  return all
    .map(({ other, reasons }) => ({
      ...other,
      points: reasons.reduce((sum, { points }) => sum + points, recencyOf(other.published_at, newest)),
      reasons,
    }))
    .sort((one, other) => compare(placeOf(one), placeOf(other)))
}

/** Where an article stands in the list: points, editorial date, id. */
export type Place = readonly [points: number, publishedAt: Instant, id: string]
export const placeOf = ({ points, published_at, document_id }: Related): Place => [
  points,
  published_at,
  document_id,
]

/** Negative if the first stands before the second. */
export function compare([points, date, id]: Place, [otherPoints, otherDate, otherId]: Place): number {
  if (points !== otherPoints) return otherPoints - points
  if (date !== otherDate) return date > otherDate ? -1 : 1
  if (id === otherId) return 0
  return id < otherId ? -1 : 1
}

/** 7 for what one other article has, 6 for two or three, and so on, one less at each doubling; 1 from 64 on. */
export const rarityOf = (count: number): number => Math.max(1, 8 - bitsOf(count))

const dayMs = 86_400_000

/**
 * 7 within a day before the newest, 6 within two, 5 within four, and so on, one less at each doubling; 0 from 64 days on.
 * Counted from the moment of the list instead, the order would tell when something else was published or withdrawn.
 */
export function recencyOf(publishedAt: Instant, newest: Instant): number {
  const days = Math.floor((Date.parse(newest) - Date.parse(publishedAt)) / dayMs)
  return Math.max(0, 7 - bitsOf(days))
}

/** Bits of a number from 0 to 2^32 - 1 without leading zeros. */
const bitsOf = (number: number): number => 32 - Math.clz32(number)
