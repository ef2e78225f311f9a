import type { IncomingMessage } from 'node:http'
import { constantHeaders } from './constant-headers.ts'

/** True for a path of management, however it is written: in capitals, percent-encoded, with more slashes. */
export const isManagement = (url: string): boolean =>
  /^(?:https?:\/\/[^/?]*)?\/+admin(?![\w-])/i.test(decoded(url))

function decoded(url: string): string {
  if (!url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

export const managementCaching = 'private, no-store'

const {
  'access-control-allow-origin': _,
  'access-control-expose-headers': __,
  ...ownHeaders
} = constantHeaders

/**
 * What every answer of management carries: nothing that lets a page of another origin read it, but for the origins
 * that are named.
 */
export function createSurfaceHeaders(
  origins: readonly string[],
): (request: Pick<IncomingMessage, 'url' | 'headers'>) => Readonly<Record<string, string>> {
  const closed = {
    ...ownHeaders,
    'cross-origin-resource-policy': 'same-origin',
    ...(origins.length > 0 && { vary: 'Origin' }),
  }
  const opened = new Map(origins.map((origin) => [origin, { ...closed, ...open(origin) }]))
  return ({ url = '', headers }) => {
    if (!isManagement(url)) return constantHeaders
    return opened.get(headers.origin ?? '') ?? closed
  }
}

const open = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers':
    'ETag, Location, Retry-After, RateLimit, X-Request-Id, Idempotency-Replayed',
})
