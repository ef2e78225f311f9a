import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import { digestOf, entityTag, isUnchanged } from './caching.ts'
import { type Coding, codingFor, encode } from './codings.ts'

/** An answer in one content coding, ready to be written: nothing of it is made per request. */
interface Variant {
  readonly etag: string
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: readonly string[]
  /** The same for 304: without those that describe a body. */
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

/** What a prepared answer is made from. */
export interface AnswerParts {
  readonly route: string
  readonly bytes: Buffer
  readonly contentType: string
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

interface Common extends Pick<AnswerParts, 'bytes' | 'contentType' | 'headers' | 'describing'> {
  readonly digest: string
}

function makeVariant(
  { bytes, contentType, headers: common, describing, digest }: Common,
  coding: Coding,
): Variant {
  const body = encode(bytes, coding)
  const etag = entityTag(digest, coding)
  const unchangedHeaders = [...common, 'etag', etag]
  const length = String(body.length)
  const headers = [...unchangedHeaders, ...describing, 'content-type', contentType, 'content-length', length]
  if (coding !== 'identity') headers.push('content-encoding', coding)
  return { etag, unchangedHeaders, headers, body }
}

/** Writes a prepared answer, or 304 where the client has it already. Returns the status. */
export function writePrepared(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PreparedAnswer,
  requestId: string,
  /** Names and values in turn: what the client has left of its rate. */
  allowance: readonly string[],
): 200 | 304 {
  const variant = answer.variantFor(request.headers['accept-encoding'] as string | undefined)
  const unchanged = isUnchanged(request.headers['if-none-match'], variant.etag)
  const status = unchanged ? 304 : 200
  const prepared = unchanged ? variant.unchangedHeaders : variant.headers
  response.writeHead(status, [...prepared, 'x-request-id', requestId, ...allowance])
  response.end(unchanged || request.method === 'HEAD' ? undefined : variant.body)
  return status
}

/** The answers that were given lately, by their URL as it was sent. */
export interface ResponseCache {
  /** The kept answer, where it is still true. */
  get(url: string, epoch: number, now: number): PreparedAnswer | undefined
  set(url: string, answer: PreparedAnswer, bytes: number): void
  /** Bytes held now, about. */
  size(): number
}

/** What an entry takes beside its bytes, and its compressed forms in proportion to them. */
const entryBytes = 2_048
const codingsShare = 0.6

/** Keeps answers up to so many bytes, the least recently used ones going first; null where none are to be kept. */
export function createResponseCache(bytesMax: number): ResponseCache | null {
  if (bytesMax === 0) return null
  const entries = new LRUCache<string, PreparedAnswer>({
    maxSize: bytesMax,
    maxEntrySize: Math.ceil(bytesMax / 8),
  })
  return {
    get(url, epoch, now) {
      const answer = entries.get(url)
      if (!answer || answer.isTrue(epoch, now)) return answer
      entries.delete(url)
      return undefined
    },
    set: (url, answer, bytes) => {
      entries.set(url, answer, { size: Math.ceil(bytes * (1 + codingsShare)) + url.length + entryBytes })
    },
    size: () => entries.calculatedSize,
  }
}
