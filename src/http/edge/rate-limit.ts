import ipaddr from 'ipaddr.js'

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

/**
 * What counts as one client: an IPv4 address, also where IPv6 maps it, or the first 64 bits of an IPv6 address, which
 * one subscriber has to himself.
 */
export function clientOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address
  const client = ipaddr.process(address)
  if (client instanceof ipaddr.IPv4) return client.toString()
  const groups = client.parts.slice(0, 4).map((group) => group.toString(16))
  return groups.join(':')
}
