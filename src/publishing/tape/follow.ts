import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../db/database.ts'
import { appendDue } from './tape.ts'

const intervalMs = 50
/** A fault that stays is told once in this time. */
const toldAgainMs = 30_000

/** Records what has become due since the last write; does nothing, not even a write, where there is nothing. */
export async function catchUp(db: Database, now: () => string): Promise<void> {
  const due = await db.read
    .selectFrom('due')
    .select('at')
    .where('at', '<=', now())
    .limit(1)
    .executeTakeFirst()
  if (due) await db.write(appendDue)
}

/**
 * Follows the clock, so that the tape names each change of visibility within 100 ms. Visibility itself does not wait
 * for it. Returns the function that stops it.
 */
export function followDue(
  db: Database,
  now: () => string,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  const stop = new AbortController()
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = (error: unknown) => {
    if (performance.now() - toldAt < toldAgainMs) return
    toldAt = performance.now()
    onFault(error)
  }
  const running = (async () => {
    while (!stop.signal.aborted) {
      await catchUp(db, now).catch(tell)
      await sleep(intervalMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  })()
  return () => {
    stop.abort()
    return running
  }
}
