import { setImmediate as tick } from 'node:timers/promises'
import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { type EventFilter, isChosen } from '../filter.ts'
import { type Framed, readFrames } from './batch.ts'
import type { Reader } from './reader.ts'

/** Readers that are written to in one tick of the event loop: it takes 10 µs for each. */
const writtenMax = 500
/** After a fault of the store it is asked again in this time, in milliseconds. */
const againMs = 250
/** Longer waits than this are looked at again. */
const timerMsMax = 60_000

/** Entries that a filter has chosen, for all who have it. */
interface Batch {
  readonly chosen: readonly Framed[]
  readonly bytes: Buffer | null
  /** The place behind them. */
  readonly next: number
}

interface Parts {
  readonly db: Pick<Database, 'snapshot' | 'onCommit'>
  readonly clock: Pick<Clock, 'now' | 'milliseconds'>
  readonly log: Pick<Log, 'error'>
  /** Called with a reader that has left, since more has come than it can take. */
  readonly onBehind: (reader: Reader) => void
}

/** The readers that have read the tape up to its head. */
export interface Live {
  /** Takes in a reader that has read all up to the head; false if more has been sent to the others meanwhile. */
  join(reader: Reader): boolean
  leave(reader: Reader): void
}

/**
 * Sends what comes to all who have read up to here. An entry is read and serialised once; readers with the same filter
 * get the same bytes.
 */
export function createLive({ db, clock, log, onBehind }: Parts): Live {
  const channels = new Map<string, { readonly filter: EventFilter; readonly readers: Set<Reader> }>()
  /** All entries up to here are sent, or are being sent. */
  let place = 0
  let isAwake = false
  let isRunning = false
  let timer: NodeJS.Timeout | undefined

  const sendOne = (reader: Reader, { chosen, bytes, next }: Batch) => {
    const has = reader.place()
    // It has come in meanwhile.
    if (has >= next) return
    if (reader.isBehind()) {
      leave(reader)
      onBehind(reader)
    } else if (chosen.every(({ seq }) => seq > has)) reader.send(bytes, next)
    // It has read some of it from the store.
    else reader.send(joined(chosen.filter(({ seq }) => seq > has)), next)
  }

  const send = async (entries: readonly Framed[], next: number) => {
    let written = 0
    for (const { filter, readers } of [...channels.values()]) {
      const chosen = entries.filter(({ type, terms }) => isChosen(filter, type, terms))
      const batch = { chosen, bytes: joined(chosen), next }
      for (const reader of readers) {
        sendOne(reader, batch)
        written += 1
        if (written % writtenMax === 0) await tick()
      }
    }
  }

  const run = async () => {
    while (isAwake && channels.size > 0) {
      isAwake = false
      const from = place
      const { entries, next, wakeAt } = await db.snapshot((queries) => readFrames(queries, clock.now(), from))
      if (next === from) {
        if (wakeAt !== null) sleepUntil(Date.parse(wakeAt))
        continue
      }
      isAwake = true
      place = next
      await send(entries, next)
    }
  }

  /** Sends what is on the tape; again if more has come while it does. */
  const wake = () => {
    isAwake = true
    if (isRunning) return
    isRunning = true
    run()
      .catch((error: unknown) => {
        log.error({ err: error }, 'streams cannot be sent what is new')
        sleepUntil(clock.milliseconds() + againMs)
      })
      .finally(() => {
        isRunning = false
        if (isAwake && channels.size > 0 && timer === undefined) wake()
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

  const leave = (reader: Reader) => {
    const name = JSON.stringify(reader.filter)
    const readers = channels.get(name)?.readers
    readers?.delete(reader)
    if (readers?.size === 0) channels.delete(name)
  }

  db.onCommit(wake)

  return {
    join(reader) {
      if (channels.size === 0 && !isRunning) place = reader.place()
      else if (reader.place() < place) return false
      const name = JSON.stringify(reader.filter)
      const channel = channels.get(name) ?? { filter: reader.filter, readers: new Set() }
      channels.set(name, channel)
      channel.readers.add(reader)
      // For what was appended since it has read.
      wake()
      return true
    },
    leave,
  }
}

const joined = (entries: readonly Framed[]): Buffer | null =>
  entries.length === 0 ? null : Buffer.concat(entries.map(({ bytes }) => bytes))
