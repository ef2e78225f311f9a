import type { Database } from '../../db/database.ts'
import { type EventFilter, isChosen } from '../../events/filter.ts'
import * as events from '../../events/store.ts'
import type { Clock } from '../../kernel/clock.ts'

/** Entries in memory: what 1,000 webhooks ask for is then read once. Who is further behind reads the store. */
const keptMax = 1_000
const batchMax = 200

type Entry = events.Entry & { readonly terms: ReadonlySet<string> }

/** The newest entries of the tape that have come to pass. */
export interface Recent {
  /** Takes in what is new. */
  read(): Promise<void>
  /** Number of the last one. */
  lastSeq(): number
  /** The first entry after a number that a filter chooses, or null. Undefined if not all of them are in memory. */
  firstAfter(seq: number, filter: EventFilter): events.Entry | null | undefined
}

/** Begins with what comes after the call. */
export async function createRecent(
  db: Pick<Database, 'snapshot'>,
  clock: Pick<Clock, 'now'>,
): Promise<Recent> {
  let entries: Entry[] = []
  /** Everything after this number is in memory. */
  let begin = await db.snapshot((queries) => events.headAt(queries, clock.now()))
  let last = begin
  const readBatch = () =>
    db.snapshot(async (queries) => {
      const range = { after: last, limit: batchMax, filter: unfiltered }
      const found = await events.list(queries, clock.now(), range)
      const ids = found.entries.flatMap(({ publicationId }) => publicationId ?? [])
      const terms = await events.listTerms(queries, ids)
      return found.entries.map((entry) => ({ ...entry, terms: terms.get(entry.publicationId ?? '') ?? none }))
    })
  return {
    lastSeq: () => last,
    async read() {
      for (;;) {
        const batch = await readBatch()
        entries = [...entries, ...batch]
        last = batch.at(-1)?.seq ?? last
        if (entries.length > keptMax) {
          entries = entries.slice(-keptMax)
          begin = (entries[0]?.seq ?? 1) - 1
        }
        if (batch.length < batchMax) return
      }
    },
    firstAfter(seq, filter) {
      if (seq < begin) return undefined
      for (let index = seq - begin; index < entries.length; index += 1) {
        const entry = entries[index]
        if (entry && isChosen(filter, entry.type, entry.terms)) return entry
      }
      return null
    },
  }
}

const unfiltered: EventFilter = { types: null, groups: [] }
const none: ReadonlySet<string> = new Set()
