import { finished, type Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { Collection } from '../../db/cache-tags.ts'
import { readStored } from '../../values/stored.ts'
import type { Instant } from '../../values/time.ts'
import { deskCaching } from '../protocol/headers.ts'
import type { AuditNote, StoredAnswer } from './access.ts'
import { type Endpoint, jsonType } from './endpoint.ts'

/** What every answer can have. Exactly one of `bytes`, `json`, if cached `render`, and if not `stream` is the body. */
interface Content {
  readonly bytes?: Buffer
  /** Serialised with the endpoint's schema; null for 204. */
  readonly json?: unknown
  /** One of the endpoint's media types; the first by default. */
  readonly mediaType?: string
  /** Further headers, which the server does not set itself; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What only a cached answer has. */
interface Prepared {
  /**
   * Makes the body, with what else depends on it. Called once the snapshot has ended, so it must not query; it may take
   * several ticks.
   */
  readonly render?: () => Promise<Rendered>
  /** Input of the entity tag: hashes of the parts of the answer; by default the bytes themselves. */
  readonly digest?: string | null
  /** BCP 47 tag, if the answer has one language. */
  readonly language?: string
  readonly lastModified?: Instant
  /** Ids in the answer, sent as `Surrogate-Key`, so that a CDN can purge by them. */
  readonly ids?: readonly string[]
  /** URL of the next page. */
  readonly next?: string | null
  /**
   * The public versions that it is made from: it is true until their document is written to, or the interval of one ends.
   * What may become public beside them is named by collection.
   */
  readonly versions?: readonly Version[]
  /** Collections that it is made from, beside those of its endpoint. */
  readonly madeFrom?: readonly Collection[]
  /** When the answer changes without a publication: a badge or menu item appears or disappears. */
  readonly changesAt?: Instant | null
}

interface Version {
  readonly document_id: string
  readonly visible_until: Instant | null
}

export interface Rendered extends Pick<Prepared, 'digest' | 'ids' | 'next'> {
  readonly bytes: Buffer
}

/** What only an answer that is not cached has. */
interface Direct {
  readonly stream?: Readable
  /** 200 by default. */
  readonly status?: number
  /** Entity tag of the current state on the desk, for `If-Match`; that of a cached answer is a hash of its bytes. */
  readonly etag?: string
}

/** What would not be sent cannot be written. */
type Without<Other> = { readonly [Name in keyof Other]?: never }

/** A handler's answer on an endpoint with `cache`. */
export type CachedAnswer = Content & Prepared & Without<Direct>
/** A handler's answer on an endpoint without `cache`. */
export type UncachedAnswer = Content & Direct & Without<Prepared>
export type Answer = CachedAnswer | UncachedAnswer

/** Answers 308 with the current URL. */
export interface Redirect {
  readonly location: string
}

/** What a write did. `audit` is recorded in the same transaction. */
export interface Outcome extends Pick<UncachedAnswer, 'json' | 'etag' | 'headers'> {
  /** For endpoints with `mayCreate`: answers 201 instead of 200. */
  readonly isCreated?: boolean
  readonly location?: string
  /** Members of `data` that are left out of idempotent replays, such as a key's secret. */
  readonly secrets?: readonly string[]
  readonly audit: AuditNote
}

/** Serialises with the schema, so that undeclared fields cannot leak. */
export const toBytes = <Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): Buffer =>
  Buffer.from(JSON.stringify(readStored(schema, value)))

export const bytesOf = ({ answer }: Endpoint, { bytes, json }: Answer): Buffer =>
  bytes ?? (answer ? toBytes(answer, json) : Buffer.alloc(0))

/** The answer with its body. */
export const withBytes = async <Given extends Answer>(endpoint: Endpoint, answer: Given) => ({
  ...answer,
  ...(answer.render ? await answer.render() : { bytes: bytesOf(endpoint, answer) }),
})

/** Throws if the endpoint does not declare the media type. */
export function contentTypeOf({ path, mediaTypes = [jsonType] }: Endpoint, { mediaType }: Answer): string {
  const type = mediaType ?? mediaTypes[0]
  if (!mediaTypes.includes(type)) throw new Error(`${path} does not declare the media type ${type}.`)
  return type
}

export function sendUncached(reply: FastifyReply, endpoint: Endpoint, answer: Answer): FastifyReply {
  const { status = 200, headers, etag, stream } = answer
  if (stream) watch(stream, reply)
  return reply
    .code(status)
    .headers({ ...headers, ...(etag && { etag }) })
    .header('cache-control', endpoint.access === 'public' ? 'no-store' : deskCaching)
    .header('content-type', contentTypeOf(endpoint, answer))
    .send(stream ?? bytesOf(endpoint, answer))
}

/** Logs a failure after the first byte, when no problem document can be sent; the connection is then closed. */
function watch(stream: Readable, { raw, request: { method, log, id: reqId } }: FastifyReply): void {
  // The framework would read the stream to its end, which may never come, and send none of it.
  if (method === 'HEAD') stream.destroy()
  else
    finished(stream, (error) => {
      // A stream that was destroyed because the client has gone did not fail.
      if (error && raw.headersSent && !raw.destroyed)
        log.error({ err: error, reqId }, 'a stream failed after its first byte')
    })
}

/** Sends the answer of a write, whether fresh or replayed. */
export function sendStored(reply: FastifyReply, { status, headers, body }: StoredAnswer): FastifyReply {
  reply.code(status).headers(headers).header('cache-control', deskCaching)
  return status === 204 ? reply.send() : reply.header('content-type', jsonType).send(body)
}
