import type { Database } from '../../db/database.ts'
import type { EventFilter } from '../../events/filter.ts'
import * as events from '../../events/store.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Lanes } from './lanes.ts'
import type { Recent } from './recent.ts'

/** Entries that are read at once by who is far behind, and those that are examined for them. */
const batchMax = 50
const examinedMax = 1_000

export interface PendingParts {
  readonly db: Pick<Database, 'snapshot'>
  readonly clock: Pick<Clock, 'now'>
  readonly recent: Recent
  readonly lanes: Pick<Lanes, 'reading'>
}

/** What a webhook has still to be told. */
export interface Pending {
  /** The first entry after a number that the filter chooses, and the number up to which it chooses none; null at the head. */
  next(
    after: number,
    filter: EventFilter,
  ): Promise<{ readonly entry: events.Entry | null; readonly passed: number }>
}

export function createPending({ db, clock, recent, lanes }: PendingParts): Pending {
  /** Read from the store with this filter. */
  let entries: events.Entry[] = []
  let chosenBy: EventFilter | null = null

  const read = (after: number, filter: EventFilter) =>
    lanes.reading(() =>
      db.snapshot((queries) =>
        events.list(queries, clock.now(), { after, limit: batchMax, examined: examinedMax, filter }),
      ),
    )
  const firstAfter = (seq: number, filter: EventFilter) =>
    entries.find((entry) => entry.seq > seq) ?? recent.firstAfter(seq, filter)
  return {
    async next(after, filter) {
      if (chosenBy !== filter) entries = []
      chosenBy = filter
      let passed = after
      let entry = firstAfter(passed, filter)
      while (entry === undefined) {
        const found = await read(passed, filter)
        entries = found.entries
        if (entries.length === 0 && found.next === passed) return { entry: null, passed }
        if (entries.length === 0) passed = found.next
        entry = firstAfter(passed, filter)
      }
      return { entry, passed: entry ? passed : Math.max(passed, recent.lastSeq()) }
    },
  }
}
