import type { Database } from '../db/database.ts'
import type { Instant } from '../values/time.ts'
import { lastChangeAt, nextChangeAt } from './tape.ts'

/** Between which moments nothing becomes public or stops being so. */
export interface Stillness {
  /** The last change at or before the moment that was asked for. */
  readonly since: Instant
  /** The next change behind it, as far as is known now; null where none is. */
  readonly until: Instant | null
}

/** Tells for a moment when something last became public or stopped being so, and when something next will. */
export type Changes = (at: Instant) => Promise<Stillness>

/** Asks the store once for each epoch and change rather than at each request. */
export function createChanges(db: Database): Changes {
  let known: (Stillness & { readonly epoch: number }) | null = null
  return async (at) => {
    const epoch = db.epoch()
    if (known?.epoch === epoch && known.since <= at && (known.until === null || at < known.until))
      return known
    const found = { epoch, since: await lastChangeAt(db.read, at), until: await nextChangeAt(db.read, at) }
    // A moment in the past would push out the present, which is asked for most.
    if (found.until === null || !known || known.epoch !== epoch || found.since >= known.since) known = found
    return found
  }
}
