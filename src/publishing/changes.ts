import type { Changes, Stillness } from '../context.ts'
import type { Database } from '../db/database.ts'
import { lastChangeAt, nextChangeAt } from './tape.ts'

/** Asks the store once for each epoch and change rather than at each request. */
export function createChanges(db: Database): Changes {
  let known: (Stillness & { readonly epoch: number }) | null = null
  return async (at) => {
    const epoch = db.epoch()
    if (known?.epoch === epoch && known.since <= at && (known.until === null || at < known.until))
      return known
    const found = { epoch, since: await lastChangeAt(db.read, at), until: await nextChangeAt(db.read, at) }
    // A moment in the past would push out the present, which is asked for most.
    if (!known || known.epoch !== epoch || found.since > known.since) known = found
    return found
  }
}
