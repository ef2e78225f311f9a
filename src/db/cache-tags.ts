import type { Instant, StableInterval } from '../values/time.ts'
import type { Commit, View } from './database.ts'

/** Everything of one sort that can become public. */
export const collections = ['articles', 'menus', 'disclaimers', 'references'] as const
/** `disclaimers`: the legal texts, and the rules by which they are chosen. `references`: entities, instruments, topics. */
export type Collection = (typeof collections)[number]

/**
 * A name of what a cached answer was made from: the id of a document, or a collection. A write that can alter a public
 * answer touches tags.
 */
export type CacheTag = string

/** The interval around a moment in which nothing of the collections becomes public or stops being public. */
export type StableIntervalAt = (
  view: View,
  collections: readonly Collection[],
  at: Instant,
) => Promise<StableInterval>

/** Touched by what alters stored bytes themselves, such as `rebuild`. */
export const everyTag: CacheTag = '*'

/**
 * Epochs whose touched tags the store keeps. A process that last read an older epoch treats every tag as touched.
 */
export const epochsKept = 10_000

/** Tags in memory; an older one is then taken to be touched when the oldest of these was. */
const tagsMax = 20_000

/** Which epoch has touched what last, as far as this process has noticed. */
export interface Epochs {
  /** The last epoch that touched one of the tags, or a later one; without tags, the last epoch. */
  last(tags?: readonly CacheTag[] | null): number
  advance(commit: Commit): void
}

export function createEpochs(): Epochs {
  const lastOf = new Map<CacheTag, number>()
  let last = 0
  /** The last epoch of all tags that are not in the map. */
  let floor = 0
  return {
    last(tags) {
      if (!tags) return last
      let found = floor
      for (const tag of tags) found = Math.max(found, lastOf.get(tag) ?? 0)
      return found
    },
    advance({ epoch, touched }) {
      last = Math.max(last, epoch)
      for (const tag of touched) {
        if (tag === everyTag) floor = last
        // Deleted first, because a map keeps the order of insertion.
        lastOf.delete(tag)
        lastOf.set(tag, last)
      }
      for (const [tag, epoch] of lastOf) {
        if (lastOf.size <= tagsMax) break
        lastOf.delete(tag)
        floor = Math.max(floor, epoch)
      }
    },
  }
}
