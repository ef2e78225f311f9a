import type { Collection } from '../db/cache-tags.ts'
import { type PreparedAnswer, prepareAnswer } from '../http/edge/response-cache.ts'
import { publicHeaders } from '../http/protocol/headers.ts'

export const htmlType = 'text/html; charset=utf-8'

export interface SiteAnswer {
  /** Route pattern, for metrics and the access log. */
  readonly route: string
  readonly content: Buffer | string
  readonly contentType: string
  readonly cacheControl: string
  readonly contentSecurityPolicy: string
  /** The collection that it is made from, by which a CDN purges it. */
  readonly collection?: Collection
  /** True if it is prepared once and then kept: it is worth compressing well. */
  readonly isConstant: boolean
}

/** Prepares an answer that is no part of the API: compressed at the first request for a coding, with an entity tag. */
export function prepareSiteAnswer({ content, ...answer }: SiteAnswer): PreparedAnswer {
  const bytes = Buffer.from(content)
  return prepareAnswer({
    route: answer.route,
    bytes,
    contentType: answer.contentType,
    digest: bytes,
    isConstant: answer.isConstant,
    headers: [...publicHeaders, 'cache-control', answer.cacheControl],
    describing: [
      ...['content-security-policy', answer.contentSecurityPolicy],
      ...['referrer-policy', 'no-referrer'],
      ...(answer.collection ? ['surrogate-key', answer.collection] : []),
    ],
  })
}
