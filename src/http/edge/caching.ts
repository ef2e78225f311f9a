import { hash } from 'node:crypto'
import fresh from 'fresh'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import type { Coding } from './codings.ts'

/** Constants, because a lifetime computed from a schedule would tell the market that something is coming. */
export const cacheControl = {
  article: 'public, max-age=15, stale-while-revalidate=15, stale-if-error=3600',
  list: 'public, max-age=5, stale-while-revalidate=15, stale-if-error=3600',
  reference: 'public, max-age=60, stale-if-error=3600',
  sitemap: 'public, max-age=60',
  past: 'public, max-age=300',
  events: 'public, max-age=1',
} as const
export type CacheClass = keyof typeof cacheControl

/** How long ago a moment must be for its answers to get the longer lifetime `past`. */
export const pastAfterMs = 60_000

export const cacheClassAt = (now: CacheClass, asOf: Instant | undefined, clock: Instant): CacheClass =>
  asOf && asOf < addMilliseconds(clock, -pastAfterMs) ? 'past' : now

const digestLength = 27

/** The first 162 bits of the SHA-256, in base64url. */
export const digestOf = (content: Buffer | string): string =>
  hash('sha256', content, 'base64url').slice(0, digestLength)

/** Strong entity tag (`ETag`). It includes the content coding, because each coding has other bytes. */
export const entityTag = (digest: string, coding: Coding): string => `"${digest}-${coding}"`

/** True if `If-None-Match` matches the entity tag. Cache-Control and If-Modified-Since of the request are ignored. */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch === etag || (ifNoneMatch !== undefined && fresh({ 'if-none-match': ifNoneMatch }, { etag }))
