import { hash } from 'node:crypto'
import fresh from 'fresh'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import type { Coding } from './codings.ts'

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

const digestLength = 27

/** Names bytes, or what they were made from, by 160 bits of the SHA-256. */
export const digestOf = (content: Buffer | string): string =>
  hash('sha256', content, 'base64url').slice(0, digestLength)

/** Strong entity tag of what has this digest; the coding is part of it, as its bytes differ. */
export const entityTag = (digest: string, coding: Coding): string => `"${digest}-${coding}"`

/** True where `If-None-Match` names the tag. A request's Cache-Control and If-Modified-Since do not count. */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch === etag || (ifNoneMatch !== undefined && fresh({ 'if-none-match': ifNoneMatch }, { etag }))
