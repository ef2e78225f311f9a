import { createHash } from 'node:crypto'
import fresh from 'fresh'
import { addMilliseconds, type Instant } from '../values/time.ts'

/**
 * How long shared caches may keep an answer. Constants: a lifetime computed from a schedule would tell the market
 * that something is coming.
 */
export const cacheControl = {
  article: 'public, max-age=15, stale-while-revalidate=15, stale-if-error=3600',
  list: 'public, max-age=5, stale-while-revalidate=15, stale-if-error=3600',
  reference: 'public, max-age=60, stale-if-error=3600',
  past: 'public, max-age=300',
  events: 'public, max-age=1',
} as const
export type CacheClass = keyof typeof cacheControl

export const settledMs = 60_000

/** An answer for a moment that has long passed is kept longer than one for now. */
export const cacheClassAt = (now: CacheClass, asOf: Instant | undefined, clock: Instant): CacheClass =>
  asOf && asOf < addMilliseconds(clock, -settledMs) ? 'past' : now

/** Strong entity tag of the bytes in one coding; the coding is part of it, as its bytes differ. */
export const entityTag = (bytes: Buffer, coding = 'identity'): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}-${coding}"`

/** True where `If-None-Match` names the tag. A request's Cache-Control and If-Modified-Since do not count. */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined && fresh({ 'if-none-match': ifNoneMatch }, { etag })
