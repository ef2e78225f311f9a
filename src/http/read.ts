import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { PreparedAnswer } from '../answers.ts'
import type { Clock } from '../clock.ts'
import type { Context, Stillness } from '../context.ts'
import { invalidParameter, notFound } from '../errors.ts'
import type { Instant } from '../values/time.ts'
import { type CacheClass, cacheClassAt, cacheControl, isUnchanged, settledMs } from './caching.ts'
import type { ProblemCodeName } from './problem-codes.ts'
import { prepareAnswer } from './representations.ts'
import { readParameters } from './validation.ts'

/** What is said of an operation once: it is validated, answered and described from this. */
export interface Operation<Path extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject> {
  /** Stable: clients are generated from it. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description: string
  /** The path in OpenAPI's form: `/v1/articles/{idOrSlug}`. */
  readonly path: string
  readonly parameters?: Path
  readonly query?: Query
  readonly answer: z.ZodType
  /** What a 503 answers, where that is no problem document. */
  readonly unavailable?: z.ZodType
  /** Codes beyond those that every operation may answer with. */
  readonly problems?: readonly ProblemCodeName[]
  /** True where an old address answers 308 with the current one. */
  readonly redirects?: boolean
  readonly cache: CacheClass | 'none'
  /** A request that works on the sample; a test executes it. */
  readonly example: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}

/** What a client asked for, validated. */
export interface Asked<Path, Query> {
  readonly path: Path
  readonly query: Query
  /** The moment that the answer is to be true for. */
  readonly at: Instant
  /** The URL as it was sent, for the links to the next page. */
  readonly url: string
}

/** An answer, ready to send. */
export interface Representation {
  readonly bytes: Buffer
  readonly status?: number
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

/** Serialises by the schema: what it does not declare does not leave. */
export const toBytes = <Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): Buffer =>
  Buffer.from(JSON.stringify(schema.parse(value)))

/** Adds a public read to the server: GET and HEAD, with its moment, validators and caching. */
export function read<Path extends z.ZodObject, Query extends z.ZodObject>(
  app: FastifyInstance,
  { clock, db, answers, changes }: Context,
  operation: Operation<Path, Query>,
  answer: (asked: Asked<z.output<Path>, z.output<Query>>) => Promise<Representation | Redirect>,
): void {
  const pathSchema = operation.parameters ?? z.strictObject({})
  const querySchema = operation.query ?? z.strictObject({})
  const config = { operation: operation as Operation }
  app.get(operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), { config }, async (request, reply) => {
    // The router takes `/v1/articles/` for an article without a name; there are no such twins of an address.
    if (Object.values(request.params as object).includes('')) throw notFound()
    // Before the first query: whatever is written from here on makes what is kept of this answer untrue.
    const epoch = db.epoch()
    const path = readParameters(pathSchema, request.params) as z.output<Path>
    const query = readParameters(querySchema, request.query) as z.output<Query>
    const asOf = 'asOf' in query ? (query.asOf as Instant | undefined) : undefined
    const at = await momentOf(clock, asOf)
    const result = await answer({ path, query, at, url: request.url })
    if ('location' in result) {
      return reply.header('cache-control', 'public, max-age=15').redirect(result.location, 308)
    }
    const { cache } = operation
    setHeaders(
      reply,
      result,
      cache === 'none' ? 'no-store' : cacheControl[cacheClassAt(cache, asOf, clock.now())],
    )
    if (cache === 'none' || (result.status ?? 200) !== 200) {
      return reply
        .code(result.status ?? 200)
        .header('content-type', jsonType)
        .send(result.bytes)
    }
    const until = asOf ? settledAfter(asOf, clock.milliseconds()) : nextChange(await changes(at), result)
    const prepared = prepareAnswer({
      route: operation.path,
      bytes: result.bytes,
      headers: repeatable(reply.getHeaders()),
      epoch,
      until,
    })
    answers?.set(request.url, prepared, result.bytes.length)
    return send(request, reply, prepared)
  })
}

const jsonType = 'application/json; charset=utf-8'

/** When an answer for now becomes untrue by itself, in milliseconds. */
const nextChange = ({ until }: Stillness, { changesAt }: Representation): number =>
  Math.min(millisecondsOf(until), millisecondsOf(changesAt))

const millisecondsOf = (instant: Instant | null | undefined): number =>
  instant ? Date.parse(instant) : Number.POSITIVE_INFINITY

/** An answer for a past moment stays true; but once that moment is long past, it may be kept longer elsewhere. */
function settledAfter(asOf: Instant, now: number): number {
  const settled = Date.parse(asOf) + settledMs + 1
  return settled > now ? settled : Number.POSITIVE_INFINITY
}

async function momentOf(clock: Clock, asOf: Instant | undefined): Promise<Instant> {
  if (!asOf) return clock.now()
  if (await clock.reached(asOf)) return asOf
  throw invalidParameter('asOf', 'lies in the future')
}

function setHeaders(reply: FastifyReply, representation: Representation, caching: string): void {
  const { language, lastModified, ids, next } = representation
  reply.header('cache-control', caching).header('vary', 'Accept-Encoding')
  if (language) reply.header('content-language', language)
  if (lastModified) reply.header('last-modified', new Date(lastModified).toUTCString())
  if (ids && ids.length > 0) reply.header('surrogate-key', ids.join(' '))
  if (next) reply.header('link', `<${next}>; rel="next"`)
}

/** Headers that are the same for every request of this URL. */
function repeatable(headers: ReturnType<FastifyReply['getHeaders']>): Record<string, string> {
  const { 'x-request-id': _, connection, ratelimit, 'ratelimit-policy': __, ...rest } = headers
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]))
}

function send(request: FastifyRequest, reply: FastifyReply, answer: PreparedAnswer): FastifyReply {
  const { etag, coding, body } = answer.variantFor(request.headers['accept-encoding'] as string | undefined)
  reply.header('etag', etag)
  if (isUnchanged(request.headers['if-none-match'], etag)) return reply.code(304).send()
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return reply.code(200).header('content-type', jsonType).send(body)
}
