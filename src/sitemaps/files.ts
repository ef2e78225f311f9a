import { blockingTerms } from '../articles/terms.ts'
import { padded } from '../db/compiled.ts'
import type { View } from '../db/database.ts'
import type { Config } from '../kernel/config.ts'
import type { Pacer } from '../kernel/pacer.ts'
import { changedMonths } from '../publishing/tape/changed-months.ts'
import type { Instant } from '../values/time.ts'
import { beginOf, endOf, nextMonth, type Place, sliceOf } from './store.ts'

/** Versions of one file, public or ended. The protocol allows more, which would take longer than 50 ms to read. */
export const versionsMax = 2_000

/** A file of the archive, `{month}-{number}`. */
export interface SitemapFile {
  readonly month: string
  /** From 1. */
  readonly number: number
  /** It has the articles among so many versions of the month behind this place. */
  readonly begin: Place
}

type Months = ReadonlyMap<string, readonly SitemapFile[]>

/** The files of a moment, known or being counted. */
interface Counted<Result> {
  readonly since: Instant
  readonly months: Result
}

/** The files that the public articles fill. */
export interface SitemapFiles {
  /** At the last change of the articles, by month, the oldest first. */
  at(view: View, since: Instant): Promise<Months>
  /** Counts anew; needed once renditions may have been rebuilt. `epoch` is the current one. */
  clear(epoch: number): void
}

/**
 * Counting a million articles takes seconds, in slices of some milliseconds. It is done once: later, only the months are
 * counted again in which something has become public since, or stopped being so.
 */
export function createSitemapFiles(
  { defaultJurisdiction }: Pick<Config, 'defaultJurisdiction'>,
  pacer: Pacer,
): SitemapFiles {
  const without = padded(blockingTerms(defaultJurisdiction))
  let known: Counted<Months> | null = null
  let counting: Counted<Promise<Months>> | null = null
  let clearedAt = 0

  async function count(view: View, since: Instant): Promise<Months> {
    const before = known && known.since < since ? known : null
    const changed = before && (await changedMonths(view.db, { after: before.since, at: since }))
    const months = new Map(changed ? before?.months : [])
    for await (const month of changed ?? everyMonth(view, since)) {
      const files = await filesOf(view, since, month)
      if (files.length > 0) months.set(month, files)
      else months.delete(month)
    }
    return new Map([...months].sort(([one], [other]) => (one < other ? -1 : 1)))
  }

  async function* everyMonth({ db }: View, at: Instant) {
    for (let from = ''; ; ) {
      const [found] = await nextMonth(db, { at, from })
      if (!found) return
      yield found.month
      from = endOf(found.month)
    }
  }

  async function filesOf({ db }: View, at: Instant, month: string): Promise<SitemapFile[]> {
    const files: SitemapFile[] = []
    for (let begin = beginOf(month); ; ) {
      if (pacer.isSpent()) await pacer.turn()
      const asked = { at, without, ...begin, end: endOf(month), examined: versionsMax }
      const [slice] = await sliceOf(db, asked)
      if (!slice?.last) return files
      if (slice.listed > 0) files.push({ month, number: files.length + 1, begin })
      if (slice.examined < versionsMax) return files
      begin = placeOf(slice.last)
    }
  }

  async function countAndKeep(view: View, since: Instant): Promise<Months> {
    try {
      const months = await count(view, since)
      // A view older than what is known must not replace it, and one older than the last clear() may have read stale rows.
      if (view.epoch >= clearedAt && (!known || known.since < since)) known = { since, months }
      return months
    } finally {
      if (counting?.since === since) counting = null
    }
  }

  return {
    async at(view, since) {
      if (known?.since === since) return known.months
      if (view.epoch < clearedAt) return count(view, since)
      if (counting?.since !== since) counting = { since, months: countAndKeep(view, since) }
      return counting.months
    },
    clear(epoch) {
      clearedAt = epoch
      known = null
      counting = null
    },
  }
}

function placeOf(joined: string): Place {
  const [published = '', id = '', begin = ''] = joined.split(' ')
  return { published, id, begin }
}
