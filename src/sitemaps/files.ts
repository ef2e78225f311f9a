import { blockingTerms } from '../articles/terms.ts'
import { padded } from '../db/compiled.ts'
import type { View } from '../db/database.ts'
import type { Config } from '../kernel/config.ts'
import type { Pacer } from '../kernel/pacer.ts'
import { changedMonths } from '../publishing/tape/changed-months.ts'
import type { Instant } from '../values/time.ts'
import { endOf, nextMonth, type Place, sliceOf } from './store.ts'

/** Articles of one file. The protocol allows more, which would take longer than 50 ms to read. */
export const articlesMax = 2_000

/** A file of the archive, `{month}-{number}`. */
export interface SitemapFile {
  readonly month: string
  /** From 1. */
  readonly number: number
  /** It has the articles of the month behind this place. */
  readonly begin: Place
  /** When the newest version in it became visible. */
  readonly changed: Instant
}

type Months = ReadonlyMap<string, readonly SitemapFile[]>

/** The files that the public articles fill. */
export interface SitemapFiles {
  /** At the last change of the articles, by month, the oldest first. */
  at(view: View, since: Instant): Promise<Months>
  clear(): void
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
  let known: { readonly since: Instant; readonly months: Months } | null = null

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
      const [found] = await nextMonth(db, { at, from, without })
      if (!found) return
      yield found.month
      from = endOf(found.month)
    }
  }

  async function filesOf({ db }: View, at: Instant, month: string): Promise<SitemapFile[]> {
    const files: SitemapFile[] = []
    for (let begin: Place = { published: month, id: '' }; ; ) {
      if (pacer.isSpent()) await pacer.turn()
      const [slice] = await sliceOf(db, { at, without, ...begin, end: endOf(month), limit: articlesMax })
      if (!slice?.changed || !slice.published || !slice.last) return files
      files.push({ month, number: files.length + 1, begin, changed: slice.changed })
      if (slice.count < articlesMax) return files
      begin = { published: slice.published, id: slice.last.slice(slice.published.length) }
    }
  }

  return {
    async at(view, since) {
      if (known?.since === since) return known.months
      const months = await count(view, since)
      // A view older than what is known must not replace it.
      if (!known || known.since < since) known = { since, months }
      return months
    },
    clear() {
      known = null
    },
  }
}
