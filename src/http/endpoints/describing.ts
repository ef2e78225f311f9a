import type { Collection } from '../../db/cache-tags.ts'
import { describingHeaders } from '../protocol/headers.ts'
import type { Answer } from './answer.ts'
import type { ReadEndpoint } from './endpoint.ts'

/**
 * Bytes of an answer's header block. nginx and others refuse an answer whose header block exceeds 4 KiB by default, and
 * proxies before them add fields of their own.
 */
export const headerBlockMax = 3_584
/**
 * Bytes kept for what is not known here: status line, date, connection, entity tag, type, length, coding, request id
 * and rate limit, and for the collections where the ids do not fit.
 */
const besideBytes = 600

/**
 * Headers that describe the body: alternating names and values, as `writeHead` takes them. `common` is what the answer
 * has beside them. `Link` is left out where it does not fit, and the ids of `Surrogate-Key` give way to collections.
 */
export function describe(endpoint: ReadEndpoint, answer: Answer, common: readonly string[]): string[] {
  const { headers: own = {}, language, lastModified, ids = [], next } = answer
  const headers: string[] = Object.entries({ ...describingHeaders, ...own }).flat()
  if (language) headers.push('content-language', language)
  if (lastModified) headers.push('last-modified', new Date(lastModified).toUTCString())
  let left = headerBlockMax - besideBytes - sizeOf(common) - sizeOf(headers)
  const fits = (name: string, value: string) => sizeOf([name, value]) <= left
  const link = `<${next}>; rel="next"`
  if (next && fits('link', link)) {
    headers.push('link', link)
    left -= sizeOf(['link', link])
  }
  const { collections = [] } = endpoint
  const keys = [...collections, ...(unsafe.test(ids.join('')) ? ids.map(encodeURI) : ids)].join(' ')
  if (fits('surrogate-key', keys)) {
    if (keys !== '') headers.push('surrogate-key', keys)
  } else headers.push('surrogate-key', [...new Set([...collections, ...ids.map(collectionOf)])].join(' '))
  return headers
}

/** What `encodeURI` encodes, and the space, which separates keys, too. */
const unsafe = /[^\w;,/?:@&=+$!~*'()#.-]/

/** Colon, space, CR and LF after each name and value. */
const sizeOf = (headers: readonly string[]): number =>
  headers.reduce((bytes, text) => bytes + text.length + 2, 0)

const collectionOf = (id: string): Collection => {
  if (id.startsWith('art_')) return 'articles'
  if (id.startsWith('mnu_')) return 'menus'
  return id.startsWith('dsc_') ? 'disclaimers' : 'references'
}
