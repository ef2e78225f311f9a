import type { IncomingHttpHeaders } from 'node:http'
import { isDeskPath } from './desk-path.ts'

/**
 * Security and CORS headers of every answer. Constants, because a library that builds them per request took a tenth of
 * the time of an answer. No HSTS: that is for the proxy that terminates TLS. Every origin may read public answers. No
 * answer is a document for a browser to run; the HTML pages set their own policy.
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

/** `no-transform`: a proxy that compresses would alter the entity tags that `If-Match` compares. */
export const deskCaching = 'private, no-store, no-transform'

const {
  'content-security-policy': policy,
  'referrer-policy': referrer,
  ...always
} = { ...constantHeaders, vary: 'Accept-Encoding' }

/** Headers of cached public answers: alternating names and values, as `writeHead` takes them. */
export const publicHeaders: readonly string[] = Object.entries(always).flat()
/** Headers that are meaningful only with a body, and are left out of a 304. */
export const describingHeaders = { 'content-security-policy': policy, 'referrer-policy': referrer } as const

const {
  'access-control-allow-origin': _,
  'access-control-expose-headers': __,
  ...ownHeaders
} = constantHeaders

/** Returns the constant headers for a request; of one that is not known, those without CORS. */
export type HeadersOf = (
  request: { readonly url?: string | undefined; readonly headers: IncomingHttpHeaders } | undefined,
) => Readonly<Record<string, string>>

/** CORS: only pages of the given origins can read answers of the desk. */
export function createHeaders(origins: readonly string[]): HeadersOf {
  const closed = {
    ...ownHeaders,
    'cross-origin-resource-policy': 'same-origin',
    ...(origins.length > 0 && { vary: 'Origin' }),
  }
  const opened = new Map(origins.map((origin) => [origin, { ...closed, ...open(origin) }]))
  return (request) => {
    if (request && !isDeskPath(request.url ?? '')) return constantHeaders
    return opened.get(request?.headers.origin ?? '') ?? closed
  }
}

const open = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers':
    'ETag, Location, Retry-After, RateLimit, X-Request-Id, Idempotency-Replayed',
})
