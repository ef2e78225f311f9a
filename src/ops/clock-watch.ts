import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, isSetBack } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Worker } from '../kernel/worker.ts'

const intervalMs = 1_000

interface WorkerParts {
  readonly clock: Pick<Clock, 'behindMs'>
  readonly log: Pick<Log, 'error' | 'info'>
}

/** Logs when the system clock is found to have been set back, and when it has caught up. */
export function createClockWatch({ clock, log }: WorkerParts): Worker {
  const stopping = new AbortController()
  let running = Promise.resolve()
  let wasBehind = false
  const look = () => {
    const behindMs = clock.behindMs()
    const isBehind = isSetBack(behindMs)
    if (isBehind && !wasBehind)
      log.error(
        { behindMs },
        'the system clock is behind the last instant of the store: nothing can be published until it has caught up',
      )
    if (!isBehind && wasBehind) log.info({}, 'the system clock has caught up with the store')
    wasBehind = isBehind
  }
  const watch = async () => {
    while (!stopping.signal.aborted) {
      look()
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  return {
    async start() {
      running = watch()
    },
    stop() {
      stopping.abort()
      return running
    },
  }
}
