import type { IncomingMessage } from 'node:http'
import { isDeskPath } from './desk-path.ts'

/**
 * The headers that every answer carries, in one place. Constants, where a library would put them together for each
 * request: that took a tenth of the time of an answer.
 *
 * No HSTS: the proxy that ends TLS knows whether to ask for it. Every origin may read public answers; no answer is a
 * document that a browser should run, and pages for people set a policy of their own.
 */
export const constantHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Link, Retry-After, RateLimit, X-Request-Id',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

export const deskCaching = 'private, no-store'

const {
  'content-security-policy': policy,
  'referrer-policy': referrer,
  ...always
} = { ...constantHeaders, vary: 'Accept-Encoding' }

/** For prepared public answers, as `writeHead` takes them: names and values in turn. */
export const publicHeaders: readonly string[] = Object.entries(always).flat()
/** Those that are of use only beside a body, and are left out of a 304. */
export const describingHeaders: readonly string[] = [
  ...['content-security-policy', policy],
  ...['referrer-policy', referrer],
]

const {
  'access-control-allow-origin': _,
  'access-control-expose-headers': __,
  ...ownHeaders
} = constantHeaders

/** The headers of every answer to a request. */
export type HeadersOf = (
  request: Pick<IncomingMessage, 'url' | 'headers'>,
) => Readonly<Record<string, string>>

/** Answers of the desk carry nothing that lets a page of another origin read them, but for the named origins. */
export function createHeaders(origins: readonly string[]): HeadersOf {
  const closed = {
    ...ownHeaders,
    'cross-origin-resource-policy': 'same-origin',
    ...(origins.length > 0 && { vary: 'Origin' }),
  }
  const opened = new Map(origins.map((origin) => [origin, { ...closed, ...open(origin) }]))
  return ({ url = '', headers }) => {
    if (!isDeskPath(url)) return constantHeaders
    return opened.get(headers.origin ?? '') ?? closed
  }
}

const open = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers':
    'ETag, Location, Retry-After, RateLimit, X-Request-Id, Idempotency-Replayed',
})
