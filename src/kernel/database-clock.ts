import { setTimeout as sleep } from 'node:timers/promises'
import { toInstant } from '../values/time.ts'
import { type Clock, createFormatter, type Poll } from './clock.ts'

/** How fast clocks may drift apart, in parts of one: what NTP corrects without a step. */
const driftMax = 0.0005
/** An open write holds the clock back. After this time in milliseconds, what is asked as of now is refused instead. */
const heldMaxMs = 2_000
/**
 * A clock of the database that is behind by less is waited for. A write is dated ahead by the longest round trip too, and
 * two of these, of a writer and of who sees its instant, take less.
 */
const awaitedMs = 5_000
/** Who waits looks this often whether the clock has been set. */
const stepMs = 100

export interface DatabaseClockOptions {
  /** How far ahead of the database's clock a write is dated that alters a public answer, in milliseconds. */
  readonly publishLeadMs: number
  /** A write that is open for longer after its instant is overdue, since it holds up all nodes. */
  readonly overdueMs?: number
  readonly system?: () => number
  /** Milliseconds of a clock that is never set. */
  readonly elapsed?: () => number
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

/**
 * Follows the clock of a database that several nodes share; the system clock may be wrong by hours.
 *
 * The offset of the database's clock is the lower bound that polls prove, so `now` may be late by a round trip, but is
 * never early. It stays below the instant of every write that the last poll has not seen the end of: those that were
 * open, and those begun since, which are dated ahead of that poll by the lead. So each write is seen before its instant,
 * or `now` waits for it.
 */
export function createDatabaseClock({
  publishLeadMs,
  overdueMs = Number.POSITIVE_INFINITY,
  system = Date.now,
  elapsed = () => performance.now(),
  wait = sleep,
}: DatabaseClockOptions): Clock {
  /** Bounds of the database's time less `elapsed`. */
  let lower = Number.NEGATIVE_INFINITY
  let upper = Number.POSITIVE_INFINITY
  let polledAt = Number.NEGATIVE_INFINITY
  /** Writes begun since the last poll have no earlier instant. */
  let unseenFrom = Number.NEGATIVE_INFINITY
  /** `now` stays below. */
  let limit = 0
  let last = 0
  /** The latest time of the database that was told before it was set back. */
  let setBackFrom = 0
  /** The last instant in the store, as far as it is known. */
  let newest = 0
  let written = 0
  const instantOf = createFormatter()

  /** The time of the database, or a little earlier. */
  const time = () => lower + elapsed()
  const now = () => {
    last = Math.max(last, Math.min(Math.floor(time()), limit - 1))
    return last
  }
  const behindMs = () => Math.max(0, Math.max(last, setBackFrom, newest - publishLeadMs) - Math.ceil(time()))
  const isPolled = () => time() < unseenFrom
  const until = async (moment: number, isThere: () => boolean, atMostMs: number) => {
    const end = elapsed() + publishLeadMs + atMostMs
    while (!isThere() && elapsed() < end)
      await wait(Math.min(stepMs, Math.max(1, Math.ceil(moment - time()))))
  }
  return {
    publishLeadMs,
    now: () => instantOf(now()),
    milliseconds: now,
    system,
    elapsed,
    isCurrent: () => isPolled() && time() - limit < heldMaxMs,
    isHeld: () => time() - limit >= heldMaxMs,
    follow({ sentAt, receivedAt, time: answered, openFrom, written: stored }: Poll) {
      const drift = (receivedAt - polledAt) * driftMax
      const proven = { lower: answered - receivedAt, upper: answered - sentAt }
      // When it was asked, it should have been later already.
      const isSetBack = proven.upper < lower - drift
      if (isSetBack) setBackFrom = Math.max(setBackFrom, Math.ceil(upper + receivedAt))
      const isSet = isSetBack || proven.lower > upper + drift
      lower = isSet ? proven.lower : Math.max(proven.lower, lower - drift)
      upper = isSet ? proven.upper : Math.min(proven.upper, upper + drift)
      polledAt = receivedAt
      unseenFrom = Math.floor(answered) + publishLeadMs
      limit = Math.max(limit, Math.min(unseenFrom, openFrom ?? unseenFrom))
      newest = Math.max(newest, stored)
      // What is held or ended then does not wait until the clock has caught up.
      if (behindMs() > awaitedMs) last = Math.max(last, stored)
      return isSetBack
    },
    async reached(moment) {
      const asked = Date.parse(moment)
      if (asked <= time() + publishLeadMs) await until(asked, () => asked <= now(), heldMaxMs)
      return asked <= now()
    },
    passed: (instant) => {
      const moment = Date.parse(instant)
      return until(moment, () => moment <= Math.max(time(), last), awaitedMs)
    },
    async startFrom() {},
    async openWrite(floor, { isAhead, begunAt } = { isAhead: true, begunAt: 0 }) {
      newest = Math.max(newest, Date.parse(floor))
      // If the database's clock was set back, other nodes may have answered for later moments.
      const from = Math.max(begunAt, upper + elapsed(), setBackFrom)
      written = Math.max(Date.parse(floor) + 1, Math.floor(from) + (isAhead ? publishLeadMs : 0))
      return toInstant(written)
    },
    raiseWrite() {
      written += 1
      return toInstant(written)
    },
    closeWrite() {},
    isOverdue: () => time() > written + overdueMs,
    behindMs,
    status: () => ({
      offsetMs: Math.round(time() - system()),
      pollAgeMs: Math.round(elapsed() - polledAt),
      lagMs: Math.max(0, Math.round(time() - now())),
    }),
  }
}
