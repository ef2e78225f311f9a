import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { readBatch } from './batch.ts'
import { createChannels } from './channels.ts'
import type { Subscriber } from './subscriber.ts'

/** After a fault, the store is asked again in this time, in milliseconds. */
const retryMs = 250
/** The longest timer; a longer wait is checked again. */
const timerMsMax = 60_000

interface Parts {
  readonly db: Pick<Database, 'snapshot' | 'onCommit'>
  readonly clock: Pick<Clock, 'now' | 'milliseconds'>
  readonly log: Pick<Log, 'error'>
  /** Called with a subscriber that has left, since it takes entries more slowly than they come. */
  readonly onBehind: (subscriber: Subscriber) => void
}

/** The subscribers that have had the whole tape. */
export interface Live {
  /** Takes in a subscriber that has had all entries up to the head; false if the others were sent more meanwhile. */
  join(subscriber: Subscriber): boolean
  leave(subscriber: Subscriber): void
}

/** Sends each new entry to all who have had those before it. It is read and serialised once. */
export function createLive({ db, clock, log, onBehind }: Parts): Live {
  const channels = createChannels(onBehind)
  /** All entries up to here are sent, or are being sent. */
  let lastSeq = 0
  let isAwake = false
  let isRunning = false
  let timer: NodeJS.Timeout | undefined

  const run = async () => {
    while (isAwake && !channels.isEmpty()) {
      isAwake = false
      const after = lastSeq
      const batch = await db.snapshot((queries) => readBatch(queries, clock.now(), after))
      if (batch.lastSeq === after) {
        if (batch.nextAt !== null) sleepUntil(Date.parse(batch.nextAt))
        continue
      }
      isAwake = true
      lastSeq = batch.lastSeq
      await channels.send(batch.entries, batch.lastSeq)
    }
  }

  /** Sends what is new on the tape, and goes on while more comes. */
  const wake = () => {
    isAwake = true
    if (isRunning) return
    isRunning = true
    run()
      .catch((error: unknown) => {
        log.error({ err: error }, 'new entries cannot be sent to the streams')
        sleepUntil(clock.milliseconds() + retryMs)
      })
      .finally(() => {
        isRunning = false
        if (isAwake && !channels.isEmpty() && timer === undefined) wake()
      })
  }

  const sleepUntil = (moment: number) => {
    clearTimeout(timer)
    const ms = Math.min(Math.max(moment - clock.milliseconds(), 1), timerMsMax)
    timer = setTimeout(() => {
      timer = undefined
      wake()
    }, ms).unref()
  }

  db.onCommit(wake)

  return {
    leave: channels.remove,
    join(subscriber) {
      if (channels.isEmpty() && !isRunning) lastSeq = subscriber.lastSeq()
      else if (subscriber.lastSeq() < lastSeq) return false
      channels.add(subscriber)
      // For what was appended since it has read the store.
      wake()
      return true
    },
  }
}
