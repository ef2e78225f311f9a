import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Context } from '../context.ts'
import { invalidParameter, notFound } from '../errors.ts'
import type { Instant } from '../values/time.ts'
import { type CacheClass, cacheClassAt, cacheControl, entityTag, isUnchanged } from './caching.ts'
import type { ProblemCodeName } from './problem-codes.ts'
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
  { clock }: Pick<Context, 'clock'>,
  operation: Operation<Path, Query>,
  answer: (asked: Asked<z.output<Path>, z.output<Query>>) => Promise<Representation | Redirect>,
): void {
  const pathSchema = operation.parameters ?? z.strictObject({})
  const querySchema = operation.query ?? z.strictObject({})
  const config = { operation: operation as Operation }
  app.get(operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), { config }, async (request, reply) => {
    // The router takes `/v1/articles/` for an article without a name; there are no such twins of an address.
    if (Object.values(request.params as object).includes('')) throw notFound()
    const path = readParameters(pathSchema, request.params) as z.output<Path>
    const query = readParameters(querySchema, request.query) as z.output<Query>
    const asOf = 'asOf' in query ? (query.asOf as Instant | undefined) : undefined
    const at = await momentOf(clock, asOf)
    const result = await answer({ path, query, at, url: request.url })
    if ('location' in result) {
      return reply.header('cache-control', 'public, max-age=15').redirect(result.location, 308)
    }
    const { cache } = operation
    const caching = cache === 'none' ? 'no-store' : cacheControl[cacheClassAt(cache, asOf, clock.now())]
    return send(request, reply, result, caching)
  })
}

async function momentOf(clock: Clock, asOf: Instant | undefined): Promise<Instant> {
  if (!asOf) return clock.now()
  if (await clock.reached(asOf)) return asOf
  throw invalidParameter('asOf', 'lies in the future')
}

function send(request: FastifyRequest, reply: FastifyReply, representation: Representation, caching: string) {
  const { bytes, status = 200, language, lastModified, ids, next } = representation
  const etag = entityTag(bytes)
  reply.header('cache-control', caching).header('etag', etag).header('vary', 'Accept-Encoding')
  if (language) reply.header('content-language', language)
  if (lastModified) reply.header('last-modified', new Date(lastModified).toUTCString())
  if (ids && ids.length > 0) reply.header('surrogate-key', ids.join(' '))
  if (next) reply.header('link', `<${next}>; rel="next"`)
  if (status === 200 && isUnchanged(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(bytes)
}
