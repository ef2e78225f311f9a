import type { IncomingMessage } from 'node:http'
import proxyAddress from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import type { Config } from '../../kernel/config.ts'

/** What a client has left of its rate limit in the current window. */
export interface Allowance {
  readonly remaining: number
  readonly resetSeconds: number
}

export interface RateLimiter {
  /** Value of the `RateLimit-Policy` header. */
  readonly policy: string
  /** Counts a request of this client. `remaining` is negative if the request exceeds the limit. */
  take(client: string, now: number): Allowance
}

const windowMs = 60_000
/** Clients counted per window. Further ones are not limited, so that memory stays bounded. */
const clientsMax = 200_000

/**
 * Limits requests per minute and client, in fixed windows that all clients share: one map is dropped instead of a
 * timer kept for each client. Null if the limit is 0, which means no limit.
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

/** Counts a client by its IPv4 address, also if mapped to IPv6, or by its IPv6 /64, which one subscriber owns. */
export function clientOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address
  const client = ipaddr.process(address)
  if (client instanceof ipaddr.IPv4) return client.toString()
  const groups = client.parts.slice(0, 4).map((group) => group.toString(16))
  return groups.join(':')
}

/** The client's address: the peer, or the rightmost untrusted address in `X-Forwarded-For` if the peer is a trusted proxy. */
export function createAddressReader({
  trustedProxies,
}: Pick<Config, 'trustedProxies'>): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? ''
  const trust = proxyAddress.compile([...trustedProxies])
  return (request) => proxyAddress(request, trust) ?? ''
}
