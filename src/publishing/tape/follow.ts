import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import type { Worker } from '../../kernel/worker.ts'
import { appendDue } from './tape.ts'

const intervalMs = 50
/** A fault that stays is logged once in this time. */
const toldAgainMs = 30_000

/** What the follower works with. */
interface WorkerParts {
  readonly db: Pick<Database, 'read' | 'write'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Log, 'error'>
}

/** Records what has become due since the last write; does nothing, not even a write, where there is nothing. */
export async function catchUp(db: Pick<Database, 'read' | 'write'>, now: () => string): Promise<void> {
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
 * for it.
 */
export function createTapeFollower({ db, clock, log }: WorkerParts): Worker {
  const stopping = new AbortController()
  let running = Promise.resolve()
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = (error: unknown) => {
    if (performance.now() - toldAt < toldAgainMs) return
    toldAt = performance.now()
    log.error({ err: error }, 'the tape does not follow')
  }
  const follow = async () => {
    while (!stopping.signal.aborted) {
      await catchUp(db, clock.now).catch(tell)
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  return {
    async start() {
      await catchUp(db, clock.now)
      running = follow()
    },
    stop() {
      stopping.abort()
      return running
    },
  }
}
