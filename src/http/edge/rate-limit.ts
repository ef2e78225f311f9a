import type { IncomingMessage } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'
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
  /**
   * Counts a request of this client at a time in milliseconds, of a clock that is never set. `remaining` is negative if the request
   * exceeds the limit.
   */
  take(client: string, now: number): Allowance
}

const windowMs = 60_000
/**
 * Clients counted at a time, so that memory stays bounded. A further client evicts the least recently active one, whose
 * count then restarts at zero. An attacker with that many addresses gains nothing: each has a full limit anyway.
 */
const clientsMax = 200_000

/**
 * Limits requests per minute and client, in fixed windows that all clients share: one map is cleared instead of a
 * timer kept for each client. Null if the limit is 0, which means no limit.
 */
export function createRateLimiter(requestsPerMinute: number): RateLimiter | null {
  if (requestsPerMinute === 0) return null
  // In the order of their last requests. A library would reserve memory for all of them at the start.
  const counts = new Map<string, number>()
  let windowEnd = 0
  return {
    policy: `"default";q=${requestsPerMinute};w=${windowMs / 1_000}`,
    take(client, now) {
      if (now >= windowEnd) {
        counts.clear()
        windowEnd = now - (now % windowMs) + windowMs
      }
      const count = (counts.get(client) ?? 0) + 1
      counts.delete(client)
      counts.set(client, count)
      if (counts.size > clientsMax) counts.delete(counts.keys().next().value ?? '')
      return { remaining: requestsPerMinute - count, resetSeconds: Math.ceil((windowEnd - now) / 1_000) }
    },
  }
}

/**
 * Counts a client by its IPv4 address, also if mapped to IPv6, or by its IPv6 /64, which one subscriber owns. What is no
 * address, such as `unknown` from a proxy, is one client.
 */
export function clientOf(address: string): string {
  if (isIPv4(address)) return address
  if (!isIPv6(address)) return 'unknown'
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
  return (request) => addressIn(proxyAddress(request, (address, hop) => trust(addressIn(address), hop)) ?? '')
}

/**
 * The address alone, of what some proxies write into `X-Forwarded-For`: with the port, which is another one for each
 * connection, in brackets, in quotes, with a zone (`203.0.113.7:40001`, `"[2001:db8::1]:443"`, `[fe80::1%eth0]`).
 */
function addressIn(text: string): string {
  const [, inBrackets, beforePort] = /^"?(?:\[([^\]]*)\]|([\d.]+))(?::\w*)?"?$/.exec(text) ?? []
  const [address = ''] = (inBrackets ?? beforePort ?? text.replaceAll('"', '')).split('%', 1)
  return address
}
