import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import { withData } from '../data.ts'
import type { EventFilter } from '../filter.ts'
import * as events from '../store.ts'
import { firstFrames } from './frames.ts'

/** Entries that are read at once. */
const batchMax = 200

/** An entry, ready to be sent to whoever has chosen it. */
export interface FramedEntry {
  readonly seq: number
  readonly type: events.Entry['type']
  readonly terms: ReadonlySet<string>
  readonly bytes: Buffer
}

const unfiltered: EventFilter = { types: null, groups: [] }
const none: ReadonlySet<string> = new Set()

/** The entries after a number. `nextAt`: the moment of the next one, if there is one that is dated ahead. */
export async function readBatch(db: Queries, at: Instant, after: number) {
  const range = { after, limit: batchMax, filter: unfiltered }
  const { entries, next } = await events.list(db, at, range)
  const terms = await events.listTerms(
    db,
    entries.flatMap(({ publicationId }) => publicationId ?? []),
  )
  const frames = firstFrames(await withData(db, entries, at))
  const framed = frames.flatMap((bytes, index): FramedEntry[] => {
    const entry = entries[index]
    return entry ? [{ ...entry, terms: terms.get(entry.publicationId ?? '') ?? none, bytes }] : []
  })
  return {
    entries: framed,
    lastSeq: framed.length < entries.length ? (framed.at(-1)?.seq ?? next) : next,
    nextAt: next === after ? await events.momentAfter(db, after) : null,
  }
}
