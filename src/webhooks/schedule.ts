/** When an attempt that failed is repeated, and when no more. */

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Times after the first failed attempts, in milliseconds; after all further ones, the last of them. */
const delays = [second, 5 * second, 30 * second, 2 * minute, 10 * minute, hour, 3 * hour]
/** Part by which each is made longer or shorter, so that webhooks that failed together do not come back together. */
const spread = 0.2
/** A receiver that fails for so long is given up. */
const patienceMs = 3 * 24 * hour
/** The longest wait that a receiver may ask for. */
const retryAfterMsMax = 24 * hour
/** Status 410: the receiver wants no more. */
const gone = 410

export interface FailedAttempt {
  /** 1 for the first one at an entry. */
  readonly attempt: number
  readonly status: number | null
  /** What `Retry-After` asks for. */
  readonly retryAfterMs: number | null
  /** Since the first failed attempt at the entry. */
  readonly failingMs: number
}

/** The time until the next attempt in milliseconds; null if there is none. `random`: from 0 to 1. */
export function delayAfter(
  { attempt, status, retryAfterMs, failingMs }: FailedAttempt,
  random: number,
): number | null {
  if (status === gone || failingMs >= patienceMs) return null
  const planned = delays[Math.min(attempt, delays.length) - 1] ?? second
  const spreaded = planned * (1 + spread * (2 * random - 1))
  return Math.round(Math.max(spreaded, Math.min(retryAfterMs ?? 0, retryAfterMsMax)))
}

/** Reads a `Retry-After` header, in seconds or as a date (RFC 9110 §10.2.3), as milliseconds from `now`; null if it is none. */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header)) return Number(header) * second
  const moment = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(moment) ? null : Math.max(0, moment - now)
}
