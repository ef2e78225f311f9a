import type { Database } from '../db/database.ts'
import type { Instant } from '../values/time.ts'
import { nextChangeAt } from './tape.ts'

/** The first moment after the given one at which something becomes public or stops being so, in milliseconds. */
export type Horizon = (at: Instant) => Promise<number>

/** Asks the store once for each epoch and change, not for each answer that is kept. */
export function createHorizon(db: Database): Horizon {
  let known = { epoch: -1, from: '', until: 0 }
  return async (at) => {
    const epoch = db.epoch()
    const isKnown = known.epoch === epoch && known.from <= at && Date.parse(at) < known.until
    if (!isKnown) {
      const next = await nextChangeAt(db.read, at)
      known = { epoch, from: at, until: next ? Date.parse(next) : Number.POSITIVE_INFINITY }
    }
    return known.until
  }
}
