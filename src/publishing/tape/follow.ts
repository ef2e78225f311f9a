import { setTimeout as sleep } from 'node:timers/promises'
import { statement } from '../../db/compiled.ts'
import type { Database } from '../../db/database.ts'
import { whileLocked } from '../../db/while-locked.ts'
import type { Clock } from '../../kernel/clock.ts'
import { createFaultLog, type Log } from '../../kernel/log.ts'
import type { Worker } from '../../kernel/worker.ts'
import type { Instant } from '../../values/time.ts'
import { appendDue } from './tape.ts'

/** The tape is looked at this often for what others have scheduled, in milliseconds. */
const intervalMs = 50

interface WorkerParts {
  readonly db: Pick<Database, 'snapshot' | 'write' | 'lock'>
  readonly clock: Pick<Clock, 'now' | 'milliseconds'>
  readonly log: Pick<Log, 'error'>
}

/** Appends the tape entries that are due; opens no write if there are none. Returns when the next one will be due. */
export async function appendOverdue(
  db: Pick<Database, 'snapshot' | 'write'>,
  now: () => Instant,
): Promise<Instant | null> {
  const [first] = await db.snapshot((queries) => firstDue(queries, {}))
  if (!first || first.at > now()) return first?.at ?? null
  await db.write(appendDue, { isInternal: true })
  return null
}

const firstDue = statement((db) => db.selectFrom('due').select('at').orderBy('at').limit(1))

/** Appends each change of visibility to the tape within 20 ms, or what others have scheduled meanwhile within 100 ms. Visibility itself does not depend on it. */
export function createTapeFollower({ db, clock, log }: WorkerParts): Worker {
  const stopping = new AbortController()
  let running = Promise.resolve()
  const tell = createFaultLog(log, 'due tape entries cannot be appended')
  const follow = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const next = await appendOverdue(db, clock.now).catch(tell)
      const ms = next ? Date.parse(next) - clock.milliseconds() : intervalMs
      await sleep(Math.min(Math.max(ms, 1), intervalMs), undefined, { signal }).catch(() => {})
    }
  }
  return {
    async start() {
      await appendOverdue(db, clock.now)
      running = whileLocked(db, 'tape', stopping.signal, follow)
    },
    stop() {
      stopping.abort()
      return running
    },
  }
}
