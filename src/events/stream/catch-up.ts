import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import { withData } from '../data.ts'
import * as events from '../store.ts'
import { firstFrames } from './frames.ts'
import type { Subscriber } from './subscriber.ts'
import { createTurns } from './turns.ts'

/** Subscribers that read history at the same time; the others wait for their turn. */
const readingMax = 8
/** Entries that are sent in a turn. */
const batchMax = 100
/** Entries that are examined in a turn, which takes 2 ms: a filter may pass over most of a long tape. */
const examinedMax = 1_000

interface Parts {
  readonly db: Pick<Database, 'snapshot'>
  readonly clock: Pick<Clock, 'now'>
  readonly pacer: Pacer
}

/**
 * Sends a subscriber the history up to the head of the tape: a batch in each turn, the next one once it has taken that.
 * Resolves at the head, or when it has gone.
 */
export function createCatchUp({ db, clock, pacer }: Parts): (subscriber: Subscriber) => Promise<void> {
  const inTurn = createTurns(readingMax)
  const readBatch = (subscriber: Subscriber) =>
    db.snapshot(async (queries) => {
      const at = clock.now()
      const range = {
        after: subscriber.lastSeq(),
        examined: examinedMax,
        limit: batchMax,
        filter: subscriber.filter,
      }
      const { entries, next, isAtHead } = await events.list(queries, at, range)
      const frames = firstFrames(await withData(queries, entries, at))
      const bytes = frames.length > 0 ? Buffer.concat(frames) : null
      const isCut = frames.length < entries.length
      return isCut
        ? { bytes, next: entries[frames.length - 1]?.seq ?? next, isAtHead: false }
        : { bytes, next, isAtHead }
    })
  return async (subscriber) => {
    for (let isAtHead = false; !isAtHead && subscriber.isOpen(); ) {
      await subscriber.taken()
      await inTurn(async () => {
        if (pacer.isSpent()) await pacer.turn()
        const batch = await readBatch(subscriber)
        subscriber.send(batch.bytes, batch.next)
        isAtHead = batch.isAtHead
      })
    }
  }
}
