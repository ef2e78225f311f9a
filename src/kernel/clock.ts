import { setTimeout as sleep } from 'node:timers/promises'
import { type Instant, toInstant } from '../values/time.ts'

/**
 * A clock that never steps back. While a write is open, it stands at the millisecond before that write, so that
 * no answer that was given for a moment ever changes.
 */
export interface Clock {
  now(): Instant
  /** The same in milliseconds since 1970. */
  milliseconds(): number
  /** True if the moment is not in the future. Waits for an open write that took its instant at or before it. */
  reached(moment: Instant): Promise<boolean>
  /** Starts from no earlier than this instant: what the store has already recorded. */
  startFrom(instant: Instant): Promise<void>
  /** Takes the instant of a write, later than every one handed out and than `floor`. Called under the write lock. */
  openWrite(floor: Instant): Promise<Instant>
  /** Moves the open write one millisecond on. */
  raiseWrite(): Instant
  closeWrite(): void
}

/**
 * How far ahead a tool beside a running server takes the instant of a write. The server cannot know of that write
 * before it is committed, and goes on answering; what it answers until the instant is true, since nothing of the
 * write is visible before.
 */
export const besideMs = 1_000

/** A later write waits for so much, and no longer: a clock that was set back by hours is not waited for. */
const waitMaxMs = besideMs + 5

/**
 * A clock that follows `system` (milliseconds since 1970) where it does not step back. Writes are dated `leadMs`
 * ahead of it. `wait` lets so many milliseconds go by on the system's clock.
 */
export function createClock(
  system: () => number = Date.now,
  leadMs = 0,
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Clock {
  let last = 0
  let told = { at: 0, instant: toInstant(0) }
  let write: number | null = null
  let writeClosed = Promise.resolve()
  let resolveClosed = () => {}

  const now = () => {
    last = write === null ? Math.max(last, system()) : write - 1
    return last
  }
  const until = async (moment: number) => {
    const ahead = moment - system()
    if (ahead > 0 && ahead <= waitMaxMs) await wait(ahead)
  }
  return {
    now() {
      const at = now()
      // Many ask within one millisecond.
      if (at !== told.at) told = { at, instant: toInstant(at) }
      return told.instant
    },
    milliseconds: now,
    async reached(moment) {
      const asked = Date.parse(moment)
      if (asked > now() && write !== null) await writeClosed
      return asked <= now()
    },
    async startFrom(instant) {
      await until(Date.parse(instant))
      last = Math.max(last, Date.parse(instant))
    },
    async openWrite(floor) {
      // Two writes in one millisecond: the second waits, or the clock would run ahead of the world and lift an
      // embargo too early.
      await until(Math.max(last, Date.parse(floor)) + 1 - leadMs)
      write = Math.max(last + 1, Date.parse(floor) + 1, system() + leadMs)
      writeClosed = new Promise((resolve) => {
        resolveClosed = resolve
      })
      return toInstant(write)
    },
    raiseWrite() {
      write = (write ?? now()) + 1
      return toInstant(write)
    },
    closeWrite() {
      last = Math.max(last, write ?? 0)
      write = null
      resolveClosed()
    },
  }
}
