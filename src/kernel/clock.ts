import { setTimeout as sleep } from 'node:timers/promises'
import { type Instant, toInstant } from '../values/time.ts'

/** What a poll has found of a database that several nodes share, in milliseconds. */
export interface Poll {
  /** When it was sent, and its answer received, by `elapsed`. */
  readonly sentAt: number
  readonly receivedAt: number
  /** The time of the database, since 1970. */
  readonly time: number
  /** No write that was open has an earlier instant; null if none was open. */
  readonly openFrom: number | null
  /** The last instant in the store, since 1970. What has an earlier one is known. */
  readonly written: number
}

/** How a write begins. */
export interface Beginning {
  /** Whether it can alter a public answer, and is therefore dated ahead. */
  readonly isAhead: boolean
  /** The time of the database under the write lock, in milliseconds since 1970. */
  readonly begunAt: number
}

/**
 * A monotonic clock. It reads no moment at which a write begins that may be open, so that no answer already given for a
 * moment ever changes.
 */
export interface Clock {
  /** How far a write that alters a public answer is dated ahead, so that all nodes know of it before, in milliseconds. */
  readonly publishLeadMs: number
  now(): Instant
  /** The current time in milliseconds since 1970. */
  milliseconds(): number
  /** The system clock in milliseconds since 1970, for the log; it may step back. */
  system(): number
  /** Milliseconds of a clock that is never set, for durations. */
  elapsed(): number
  /** False if this process may not know of a write whose instant has come: the store has to be asked. */
  isCurrent(): boolean
  /** True if a write has been open for so long that answers as of now would be too old. */
  isHeld(): boolean
  /** True if the database's clock was set back since the last poll. */
  follow(poll: Poll): boolean
  /** What was found of the database's clock; null for a clock that follows none. */
  status(): ClockStatus | null
  /**
   * True if the moment is not in the future. Waits for an open write dated at or before it, and for a moment that
   * another node may have handed out.
   */
  reached(moment: Instant): Promise<boolean>
  /** Sets a lower bound: the newest instant recorded in the store. */
  startFrom(instant: Instant): Promise<void>
  /** Takes the instant of a write: later than `floor` and every instant handed out. Call under the write lock. */
  openWrite(floor: Instant, beginning?: Beginning): Promise<Instant>
  /** Resolves when the instant of a write that was dated ahead has come. */
  passed(instant: Instant): Promise<void>
  /**
   * How far the system clock is behind the last instant handed out or stored, in milliseconds; 0 if it is not. Nothing
   * begins before that instant, so an embargo until then would not hold.
   */
  behindMs(): number
  /** Moves the open write one millisecond later. */
  raiseWrite(): Instant
  closeWrite(): void
  /** True if the open write has to be undone: its instant has come, and others have answered for it, or wait for the write. */
  isOverdue(): boolean
}

export interface ClockStatus {
  /** How far the database's clock is ahead of the system clock, in milliseconds. */
  readonly offsetMs: number
  /** Since the last poll, in milliseconds. */
  readonly pollAgeMs: number
  /** How far the moment as of which is answered lies behind the database's clock, in milliseconds. */
  readonly lagMs: number
}

/**
 * How far ahead a command-line tool dates its writes while a server may be running. The server cannot see such a write
 * before its commit, but its answers up to that instant are true, since nothing of the write is visible before.
 */
export const commandLeadMs = 1_000

/** Longest wait for the clock to pass an earlier write: a clock that was set back by hours is not waited for. */
const waitMaxMs = commandLeadMs + 5

/** True if the system clock was set back: it is further behind than a command dates its writes ahead. */
export const isSetBack = (behindMs: number): boolean => behindMs > waitMaxMs

/** Formats once in each millisecond: a clock is read many times in it. */
export function createFormatter(): (milliseconds: number) => Instant {
  let last = { at: 0, instant: toInstant(0) }
  return (at) => {
    if (at !== last.at) last = { at, instant: toInstant(at) }
    return last.instant
  }
}

/** Follows `system` (milliseconds since 1970) except when it steps back. Writes are dated `leadMs` ahead of it. */
export function createClock(
  system: () => number = Date.now,
  leadMs = 0,
  wait: (milliseconds: number) => Promise<unknown> = sleep,
  elapsed: () => number = () => performance.now(),
): Clock {
  let last = 0
  /** The last instant in the store, as far as it is known. */
  let newest = 0
  const instantOf = createFormatter()
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
    publishLeadMs: 0,
    isCurrent: () => true,
    isHeld: () => false,
    follow: () => false,
    status: () => null,
    async passed() {},
    now: () => instantOf(now()),
    milliseconds: now,
    system,
    elapsed,
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
      // The second write within a millisecond waits; otherwise the clock would run ahead and lift an embargo too early.
      // Not `last`: until the wait is over, reads are answered as of earlier moments.
      newest = Math.max(last, Date.parse(floor))
      await until(newest + 1 - leadMs)
      write = Math.max(last + 1, newest + 1, system() + leadMs)
      writeClosed = new Promise((resolve) => {
        resolveClosed = resolve
      })
      return toInstant(write)
    },
    behindMs: () => Math.max(0, Math.max(last, newest) - system()),
    raiseWrite() {
      write = (write ?? now()) + 1
      return toInstant(write)
    },
    isOverdue: () => leadMs > 0 && write !== null && system() >= write,
    closeWrite() {
      last = Math.max(last, write ?? 0)
      write = null
      resolveClosed()
    },
  }
}
