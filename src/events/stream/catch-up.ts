import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import { withData } from '../data.ts'
import * as events from '../store.ts'
import { firstFrames } from './frames.ts'
import type { Reader } from './reader.ts'
import { createTurns } from './turns.ts'

/** Readers that read history at the same time; the others wait for their turn. */
const readingMax = 8
/** Entries of a turn. */
const batchMax = 100

interface Parts {
  readonly db: Pick<Database, 'snapshot'>
  readonly clock: Pick<Clock, 'now'>
  readonly pacer: Pacer
}

/**
 * Brings a reader from its place to the head of the tape: a batch in each turn, the next one once it has taken that.
 * Resolves at the head, or when it has gone.
 */
export function createCatchUp({ db, clock, pacer }: Parts): (reader: Reader) => Promise<void> {
  const inTurn = createTurns(readingMax)
  const readBatch = (reader: Reader) =>
    db.snapshot(async (queries) => {
      const at = clock.now()
      const range = { after: reader.place(), limit: batchMax, filter: reader.filter }
      const { entries, next, isAtHead } = await events.list(queries, at, range)
      const frames = firstFrames(await withData(queries, entries, at))
      const bytes = frames.length > 0 ? Buffer.concat(frames) : null
      const isCut = frames.length < entries.length
      return isCut
        ? { bytes, next: entries[frames.length - 1]?.seq ?? next, isAtHead: false }
        : { bytes, next, isAtHead }
    })
  return async (reader) => {
    for (let isAtHead = false; !isAtHead && reader.isOpen(); ) {
      await reader.taken()
      await inTurn(async () => {
        if (pacer.isSpent()) await pacer.turn()
        const batch = await readBatch(reader)
        reader.send(batch.bytes, batch.next)
        isAtHead = batch.isAtHead
      })
    }
  }
}
