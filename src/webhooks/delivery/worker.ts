import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../db/database.ts'
import { whileLocked } from '../../db/while-locked.ts'
import type { Clock } from '../../kernel/clock.ts'
import { createFaultLog } from '../../kernel/log.ts'
import type { Worker } from '../../kernel/worker.ts'
import { addMilliseconds } from '../../values/time.ts'
import { keptMs } from '../webhooks.ts'
import { createPayloads } from './payloads.ts'
import { createReceivers, every, type ReceiversParts } from './receivers.ts'
import * as store from './store.ts'

/** How often it is looked whether an attempt is due, or an editor has changed a webhook, in milliseconds. */
const intervalMs = 200
/** How often old deliveries are removed, and the pause between two steps of it. */
const housekeepingMs = 10 * 60_000
const stepMs = 50

/**
 * Delivers the tape to the webhooks, in one process at a time. The store alone knows how far each is, so that a kill loses
 * nothing.
 */
export function createDeliveries(parts: ReceiversParts): Worker {
  const { db, clock, log } = parts
  const stopping = new AbortController()
  let running = Promise.resolve()
  const tell = createFaultLog(log, 'webhooks cannot be delivered')
  const alarm = createAlarm()
  const payloads = createPayloads(parts)
  const deliver = async (signal: AbortSignal) => {
    signal.addEventListener('abort', alarm.ring)
    const receivers = createReceivers(parts, payloads, tell)
    const isTimeToTidy = every(housekeepingMs)
    while (!signal.aborted) {
      await receivers.look().catch(tell)
      if (isTimeToTidy()) void removeOld(db, clock, signal).catch(tell)
      await alarm.wait(intervalMs)
    }
    await receivers.close()
  }
  let epoch = db.epoch()
  db.onCommit((commit) => {
    // What editors change, and what is stored here, is found at the next look.
    if (commit.epoch === epoch) return
    epoch = commit.epoch
    alarm.ring()
  })
  return {
    async start() {
      running = whileLocked(db, 'webhooks', stopping.signal, deliver)
    },
    stop() {
      stopping.abort()
      return running
    },
  }
}

/** Ends a wait early, also one that has not yet begun. */
function createAlarm() {
  let hasRung = false
  let end = () => {}
  return {
    ring() {
      hasRung = true
      end()
    },
    async wait(milliseconds: number) {
      const { promise, resolve } = Promise.withResolvers<void>()
      end = resolve
      const timer = setTimeout(resolve, milliseconds)
      if (!hasRung) await promise
      clearTimeout(timer)
      hasRung = false
    },
  }
}

/** In steps, between which other writes have their turn. */
async function removeOld(
  db: Pick<Database, 'write'>,
  clock: Pick<Clock, 'now'>,
  signal: AbortSignal,
): Promise<void> {
  const before = addMilliseconds(clock.now(), -keptMs)
  const step = () => db.write(({ tx }) => store.removeOld(tx, before), { isInternal: true })
  while (!signal.aborted && (await step())) await sleep(stepMs)
}
