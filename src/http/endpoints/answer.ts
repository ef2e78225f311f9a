import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { Instant } from '../../values/time.ts'
import { deskCaching } from '../protocol/headers.ts'
import type { AuditNote, KeptAnswer } from './access.ts'
import { type Endpoint, jsonType } from './endpoint.ts'

/** A handler's answer. Exactly one of `bytes`, `json` and `stream` is the body. */
export interface Answer {
  readonly bytes?: Buffer
  /** Serialised with the endpoint's schema; null for 204. */
  readonly json?: unknown
  /** Streamed answers are never cached. */
  readonly stream?: Readable
  /** One of the endpoint's media types; the first by default. */
  readonly mediaType?: string
  /** 200 by default. */
  readonly status?: number
  /** Entity tag of the current state on the desk, for `If-Match`; that of a public answer is a hash of its bytes. */
  readonly etag?: string
  /** Further headers; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Input of the entity tag: hashes of the parts of the answer; by default the bytes themselves. */
  readonly digest?: string | null
  /** BCP 47 tag, if the answer has one language. */
  readonly language?: string
  readonly lastModified?: Instant
  /** Ids in the answer, sent as `Surrogate-Key`, so that a CDN can purge by them. */
  readonly ids?: readonly string[]
  /** URL of the next page. */
  readonly next?: string | null
  /** When the answer changes without a publication: a badge or menu item appears or disappears. */
  readonly changesAt?: Instant | null
}

/** Answers 308 with the current URL. */
export interface Redirect {
  readonly location: string
}

/** What a write did. `audit` is recorded in the same transaction. */
export interface Outcome extends Pick<Answer, 'json' | 'etag' | 'headers'> {
  /** For endpoints with `mayCreate`: answers 201 instead of 200. */
  readonly isCreated?: boolean
  readonly location?: string
  /** Members of `data` that are left out of idempotent replays, such as a key's secret. */
  readonly secrets?: readonly string[]
  readonly audit: AuditNote
}

/** Serialises with the schema, so that undeclared fields cannot leak. */
export const toBytes = <Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): Buffer =>
  Buffer.from(JSON.stringify(schema.parse(value)))

export const bytesOf = ({ answer }: Endpoint, { bytes, json }: Answer): Buffer =>
  bytes ?? (answer ? toBytes(answer, json) : Buffer.alloc(0))

export const contentTypeOf = ({ mediaTypes }: Endpoint, { mediaType }: Answer): string =>
  mediaType ?? mediaTypes?.[0] ?? jsonType

export function sendUncached(reply: FastifyReply, endpoint: Endpoint, answer: Answer): FastifyReply {
  return reply
    .code(answer.status ?? 200)
    .headers({ ...answer.headers, ...(answer.etag && { etag: answer.etag }) })
    .header('cache-control', endpoint.access === 'public' ? 'no-store' : deskCaching)
    .header('content-type', contentTypeOf(endpoint, answer))
    .send(answer.stream ?? bytesOf(endpoint, answer))
}

/** Sends the answer of a write, whether fresh or replayed. */
export function sendKept(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  reply.code(status).headers(headers).header('cache-control', deskCaching)
  return status === 204 ? reply.send() : reply.header('content-type', jsonType).send(body)
}
