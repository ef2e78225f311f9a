import { LRUCache } from 'lru-cache'
import { entityTag } from './caching.ts'
import { type Coding, codingFor, encode } from './codings.ts'

/** An answer in one content coding, ready to be written: nothing of it is made per request. */
export interface Variant {
  readonly coding: Coding
  readonly etag: string
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: readonly string[]
  /** The same for 304: without what describes a body. */
  readonly unchangedHeaders: readonly string[]
  readonly body: Buffer
}

/** A public answer to one URL. */
export interface PreparedAnswer {
  /** The pattern of its route, for metrics and logs. */
  readonly route: string
  /** True while nothing that it says can have changed: same epoch, and no moment of change reached. */
  isTrue(epoch: number, now: number): boolean
  /** In the coding that the client prefers; made at the first request for it. */
  variantFor(acceptEncoding: string | undefined): Variant
}

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

/** The answers that were given lately, by their URL as it was sent. */
export interface RepresentationCache {
  get(url: string): PreparedAnswer | undefined
  set(url: string, answer: PreparedAnswer, bytes: number): void
  delete(url: string): void
  /** Bytes held now, about. */
  size(): number
}

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
