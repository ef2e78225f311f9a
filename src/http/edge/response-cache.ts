import { LRUCache } from 'lru-cache'
import type { PreparedAnswer, RepresentationCache, Variant } from './answers.ts'
import { digestOf, entityTag } from './caching.ts'
import { type Coding, codingFor, encode } from './codings.ts'

export interface AnswerParts {
  readonly route: string
  readonly bytes: Buffer
  /** What the entity tag is the hash of: the bytes, or what names them. */
  readonly digest: Buffer | string
  /** Names and values in turn: all that is sent with it, but for what depends on the request or the coding. */
  readonly headers: readonly string[]
  /** The same that is of use only beside the bytes, and therefore not sent with 304 (RFC 9110 §15.4.5). */
  readonly describing: readonly string[]
  /** The epoch before the first query that it was made from. */
  readonly epoch: number
  /** The next moment, in milliseconds, at which it may be another; Infinity where none is known. */
  readonly until: number
}

export function prepareAnswer({ route, epoch, until, ...parts }: AnswerParts): PreparedAnswer {
  const variants = new Map<Coding, Variant>()
  const common: Common = { ...parts, digest: digestOf(parts.digest) }
  return {
    route,
    isTrue: (currentEpoch, now) => currentEpoch === epoch && now < until,
    variantFor(acceptEncoding) {
      const coding = codingFor(acceptEncoding, parts.bytes.length)
      const known = variants.get(coding) ?? makeVariant(common, coding)
      variants.set(coding, known)
      return known
    },
  }
}

interface Common extends Pick<AnswerParts, 'bytes' | 'headers' | 'describing'> {
  readonly digest: string
}

function makeVariant({ bytes, headers: common, describing, digest }: Common, coding: Coding): Variant {
  const body = encode(bytes, coding)
  const etag = entityTag(digest, coding)
  const unchangedHeaders = [...common, 'etag', etag]
  const length = String(body.length)
  const headers = [...unchangedHeaders, ...describing, 'content-type', jsonType, 'content-length', length]
  if (coding !== 'identity') headers.push('content-encoding', coding)
  return { etag, unchangedHeaders, headers, body }
}

export const jsonType = 'application/json; charset=utf-8'

/** What an entry takes beside its bytes, and its compressed forms in proportion to them. */
const entryBytes = 2_048
const codingsShare = 0.6

export function createRepresentationCache(bytesMax: number): RepresentationCache | null {
  if (bytesMax === 0) return null
  const entries = new LRUCache<string, PreparedAnswer>({
    maxSize: bytesMax,
    maxEntrySize: Math.ceil(bytesMax / 8),
  })
  return {
    get: (url) => entries.get(url),
    set: (url, answer, bytes) => {
      entries.set(url, answer, { size: Math.ceil(bytes * (1 + codingsShare)) + url.length + entryBytes })
    },
    delete: (url) => {
      entries.delete(url)
    },
    size: () => entries.calculatedSize,
  }
}
