import { isIPv6 } from 'node:net'

/** What a client has left in the current window. */
export interface Allowance {
  readonly remaining: number
  readonly resetSeconds: number
}

export interface RateLimiter {
  /** Of the policy, as `RateLimit-Policy` says it. */
  readonly policy: string
  /** Counts a request of this client. `remaining` is negative where it is one too many. */
  take(client: string, now: number): Allowance
}

const windowMs = 60_000
/** Clients that are counted at once; those beyond are not limited, rather than memory without bound. */
const clientsMax = 200_000

/**
 * So many requests a minute for one client, in windows that all clients share, so that one map is dropped rather
 * than many timers kept. Null where the limit is 0, which means none.
 */
export function createRateLimiter(requestsPerMinute: number): RateLimiter | null {
  if (requestsPerMinute === 0) return null
  let counts = new Map<string, number>()
  let windowEnd = 0
  return {
    policy: `"default";q=${requestsPerMinute};w=${windowMs / 1_000}`,
    take(client, now) {
      if (now >= windowEnd) {
        counts = new Map()
        windowEnd = now - (now % windowMs) + windowMs
      }
      const count = (counts.get(client) ?? 0) + 1
      if (count > 1 || counts.size < clientsMax) counts.set(client, count)
      return { remaining: requestsPerMinute - count, resetSeconds: Math.ceil((windowEnd - now) / 1_000) }
    },
  }
}

/** What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which one subscriber has to himself. */
export function clientOf(address: string): string {
  if (!address.includes(':')) return address
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length)
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('::', 2)
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length
  const all = [...groups, ...Array<string>(missing).fill('0'), ...(tail ?? '').split(':').filter(Boolean)]
  return all.slice(0, 4).join(':')
}
