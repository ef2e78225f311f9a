import { LRUCache } from 'lru-cache'
import type { PreparedAnswer, RepresentationCache, Variant } from '../answers.ts'
import { entityTag } from './caching.ts'
import { type Coding, codingFor, encode } from './codings.ts'

export interface AnswerParts {
  readonly route: string
  readonly bytes: Buffer
  /** All that is sent with it, but for what depends on the request or the coding. */
  readonly headers: Readonly<Record<string, string>>
  /** The epoch before the first query that it was made from. */
  readonly epoch: number
  /** The next moment, in milliseconds, at which it may be another; Infinity where none is known. */
  readonly until: number
}

export function prepareAnswer({ route, bytes, headers, epoch, until }: AnswerParts): PreparedAnswer {
  const variants = new Map<Coding, Variant>()
  return {
    route,
    isTrue: (currentEpoch, now) => currentEpoch === epoch && now < until,
    variantFor(acceptEncoding) {
      const coding = codingFor(acceptEncoding, bytes.length)
      const known = variants.get(coding) ?? makeVariant(bytes, headers, coding)
      variants.set(coding, known)
      return known
    },
  }
}

function makeVariant(bytes: Buffer, common: AnswerParts['headers'], coding: Coding): Variant {
  const body = encode(bytes, coding)
  const etag = entityTag(bytes, coding)
  const unchangedHeaders = flatten({ ...common, etag })
  const described = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
  }
  return { coding, etag, unchangedHeaders, headers: [...unchangedHeaders, ...flatten(described)], body }
}

const flatten = (headers: Readonly<Record<string, string>>): string[] => Object.entries(headers).flat()

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
