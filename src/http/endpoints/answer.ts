import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { Instant } from '../../values/time.ts'
import { deskCaching } from '../protocol/headers.ts'
import type { AuditNote, KeptAnswer } from './access.ts'
import { type Endpoint, jsonType } from './endpoint.ts'

/** What a handler answers with. One of `bytes`, `json` and `stream` is its body. */
export interface Answer {
  /** The body, ready to be sent. */
  readonly bytes?: Buffer
  /** The body as a value that is serialised by the endpoint's schema; null for 204. */
  readonly json?: unknown
  /** The body as a stream; such an answer is never kept. */
  readonly stream?: Readable
  /** One of the endpoint's media types; the first where it is absent. */
  readonly mediaType?: string
  /** 200 where it is absent. */
  readonly status?: number
  /** Of the state on the desk, for `If-Match`; public answers get theirs from their bytes. */
  readonly etag?: string
  /** Further headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Names the bytes by hashes of all that they were put together from; without it they are hashed themselves. */
  readonly digest?: string | null
  /** BCP 47 tag, on what has one language. */
  readonly language?: string
  readonly lastModified?: Instant
  /** Ids in the answer, so that a CDN can purge by them. */
  readonly ids?: readonly string[]
  /** The address of the next page. */
  readonly next?: string | null
  /** When it becomes another without anything being published: a badge or menu item comes or goes. */
  readonly changesAt?: Instant | null
}

/** The current address of what has moved. */
export interface Redirect {
  readonly location: string
}

/** What a write did. `audit` is recorded in the same transaction. */
export interface Outcome extends Pick<Answer, 'json' | 'etag' | 'headers'> {
  /** With `mayCreate`: that it was not there before. */
  readonly isCreated?: boolean
  readonly location?: string
  /** Members of `data` that a replay of the same Idempotency-Key must not show again, such as a key's secret. */
  readonly secrets?: readonly string[]
  readonly audit: AuditNote
}

/** Serialises by the schema: what it does not declare does not leave. */
export const toBytes = <Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): Buffer =>
  Buffer.from(JSON.stringify(schema.parse(value)))

/** The bytes of an answer that is no stream. */
export const bytesOf = ({ answer }: Endpoint, { bytes, json }: Answer): Buffer =>
  bytes ?? (answer ? toBytes(answer, json) : Buffer.alloc(0))

/** A media type as `Content-Type` states it: JSON is UTF-8 by definition, and says so for old clients. */
export const contentTypeOf = ({ mediaTypes }: Endpoint, { mediaType }: Answer): string =>
  mediaType ?? mediaTypes?.[0] ?? jsonType

/** Sends an answer that no cache may keep. */
export function sendUncached(reply: FastifyReply, endpoint: Endpoint, answer: Answer): FastifyReply {
  return reply
    .code(answer.status ?? 200)
    .headers({ ...answer.headers, ...(answer.etag && { etag: answer.etag }) })
    .header('cache-control', endpoint.access === 'public' ? 'no-store' : deskCaching)
    .header('content-type', contentTypeOf(endpoint, answer))
    .send(answer.stream ?? bytesOf(endpoint, answer))
}

/** Sends the answer of a write, fresh or kept for a repeat. */
export function sendKept(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  reply.code(status).headers(headers).header('cache-control', deskCaching)
  return status === 204 ? reply.send() : reply.header('content-type', jsonType).send(body)
}
