import type { View } from '../db/database.ts'
import { referenceTerm } from '../publishing/derived/terms.ts'
import type { Instant } from '../values/time.ts'
import { mostNamed } from './store.ts'

export const namedKinds = ['instrument', 'entity', 'topic'] as const
export type NamedKind = (typeof namedKinds)[number]

/** The keys of each kind that articles name most, the most popular first. */
export type Popular = Readonly<Record<NamedKind, readonly string[]>>

export interface Popularity {
  /** As of the last full minute. */
  at(view: View, moment: Instant): Promise<Popular>
  /** Forgets it; needed once terms may have been rebuilt. */
  clear(): void
}

/** For a million articles it takes 25 ms, once a minute. */
const bounds = { counted: 1_000, examined: 5_000, limit: 500 }

/**
 * The popularity of references: how many of the newest 1,000 public articles name them, as of the last full minute. So it
 * is the same in every process, and changes at most once a minute.
 */
export function createPopularity(): Popularity {
  let known: { readonly minute: Instant; readonly popular: Popular } | null = null
  return {
    async at({ db }, moment) {
      const minute = minuteOf(moment)
      if (known?.minute === minute) return known.popular
      const popular: Record<NamedKind, readonly string[]> = { instrument: [], entity: [], topic: [] }
      for (const kind of namedKinds) {
        const from = referenceTerm(kind, '')
        const rows = await mostNamed(db, { at: minute, from, to: `${from}\u{10ffff}`, ...bounds })
        popular[kind] = rows.map(({ term }) => term.slice(from.length))
      }
      known = { minute, popular }
      return popular
    },
    clear() {
      known = null
    },
  }
}

/** The last full minute. */
export const minuteOf = (moment: Instant): Instant => `${moment.slice(0, 16)}:00.000Z`
