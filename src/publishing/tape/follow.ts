import { setTimeout as sleep } from 'node:timers/promises'
import { statement } from '../../db/compiled.ts'
import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import type { Worker } from '../../kernel/worker.ts'
import { appendDue } from './tape.ts'

const intervalMs = 50
/** A persisting fault is logged at most once in this time. */
const toldAgainMs = 30_000

interface WorkerParts {
  readonly db: Pick<Database, 'snapshot' | 'write'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Log, 'error'>
}

/** Appends the tape entries that are due; opens no write if there are none. */
export async function appendOverdue(
  db: Pick<Database, 'snapshot' | 'write'>,
  now: () => string,
): Promise<void> {
  const at = now()
  const due = await db.snapshot((queries) => firstDueBy(queries, { at }))
  if (due.length > 0) await db.write(appendDue)
}

const firstDueBy = statement((db, { at }: { at: string }) =>
  db.selectFrom('due').select('at').where('at', '<=', at).limit(1),
)

/** Appends each change of visibility to the tape within 100 ms. Visibility itself does not depend on it. */
export function createTapeFollower({ db, clock, log }: WorkerParts): Worker {
  const stopping = new AbortController()
  let running = Promise.resolve()
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = (error: unknown) => {
    if (performance.now() - toldAt < toldAgainMs) return
    toldAt = performance.now()
    log.error({ err: error }, 'due tape entries cannot be appended')
  }
  const follow = async () => {
    while (!stopping.signal.aborted) {
      await appendOverdue(db, clock.now).catch(tell)
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  return {
    async start() {
      await appendOverdue(db, clock.now)
      running = follow()
    },
    stop() {
      stopping.abort()
      return running
    },
  }
}
