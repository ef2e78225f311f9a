import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { notFound } from '../../kernel/errors.ts'
import { invalidBody, readBody } from '../json/invalid-body.ts'
import { readJson } from '../json/read-json.ts'
import type { Managed as ManagedRoute } from '../openapi/managed.ts'
import { managementCaching } from '../server/surface.ts'
import type { KeptAnswer, KeyHolder } from './access.ts'
import { requireScope } from './authenticate.ts'
import type { Context } from './context.ts'
import { createQueue, readIdempotencyKey, repeatable } from './idempotency-key.ts'
import type {
  Managed,
  ManagedAnswer,
  ManagedOperation,
  ManagedReading,
  ManagedWrite,
  ManagedWriting,
  Outcome,
} from './managed.ts'
import { requireJson } from './media-type.ts'
import { readIfMatch } from './preconditions.ts'
import { readParameters } from './validation.ts'

export type * from './managed.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    managed?: ManagedRoute
  }
}

/** Adds a read of the management API. */
export function manageRead<Path extends z.ZodObject, Query extends z.ZodObject>(
  app: FastifyInstance,
  { db, clock }: Context,
  operation: ManagedOperation<Path, Query>,
  answer: (asked: ManagedReading<z.output<Path>, z.output<Query>>) => Promise<ManagedAnswer>,
): void {
  addRoute(app, 'GET', operation, async (request, reply) => {
    const asked = readRequest<Path, Query>(operation, request)
    // No 304: a state turns with the clock too, and the entity tag, which is for If-Match, only with writes.
    return send(reply, toKept(operation, 200, await answer({ ...asked, db: db.read, at: clock.now() })))
  })
}

/** Adds a write: one transaction for its effect, its audit entry and its idempotency record. */
export function manageWrite<Path extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  app: FastifyInstance,
  context: Context,
  operation: ManagedWrite<Path, Query, Body>,
  act: (asked: ManagedWriting<z.output<Path>, z.output<Query>, z.output<Body>>) => Promise<Outcome>,
): void {
  const { db, desk } = context
  const inTurn = createQueue()
  const status = operation.answer === null ? 204 : (operation.status ?? 200)
  addRoute(app, operation.method, operation, async (request, reply) => {
    const asked = readRequest<Path, Query>(operation, request)
    const body = readRequestBody(operation, request) as z.output<Body>
    const precondition = readIfMatch(request.headers['if-match'], operation.ifMatch === 'required')
    const key =
      operation.method === 'POST' ? readIdempotencyKey(request, operation.idempotency === 'required') : null
    const repeated = key === null ? null : repeatable(request, asked.actor.keyId, key)

    const work = () =>
      db.write(async (write) => {
        const kept = repeated && (await desk.replays.find(write, repeated))
        if (kept) return { answer: kept, isReplay: true }
        const outcome = await act({ ...asked, body, write, requireMatch: precondition.require })
        await desk.trail.record(write, asked.actor, asked.requestId, outcome.audit)
        const answer = toKept(operation, outcome.isCreated ? 201 : status, outcome)
        if (repeated) await desk.replays.keep(write, repeated, withoutSecrets(answer, outcome.secrets))
        return { answer, isReplay: false }
      })
    const { answer, isReplay } = await (repeated ? inTurn(repeated, work) : work())
    if (isReplay) reply.header('idempotency-replayed', 'true')
    return send(reply, answer)
  })
}

function addRoute(
  app: FastifyInstance,
  method: 'GET' | ManagedWrite['method'],
  operation: ManagedOperation,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.route({
    method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { managed: { method, operation } },
    // Before the body is read: who may not write is not listened to.
    onRequest: (request, _reply, done) => {
      if (operation.scope) requireScope(request.holder, operation.scope)
      done()
    },
    preParsing: (request, _reply, payload, done) => {
      if (method !== 'GET') requireJson(request)
      done(null, payload)
    },
    handler,
  })
}

const none = z.strictObject({})

/** Whoever needs no key for what is asked. */
const nobody: KeyHolder = { keyId: 'none', keyName: 'none', scopes: [], expiresAt: null }

function readRequest<Path extends z.ZodObject, Query extends z.ZodObject>(
  { parameters, query }: ManagedOperation<Path, Query>,
  request: FastifyRequest,
): Managed<z.output<Path>, z.output<Query>> {
  // The router takes `/admin/v1/articles/` for an article without a name; there are no such twins of an address.
  if (Object.values(request.params as object).includes('')) throw notFound()
  return {
    path: readParameters(parameters ?? none, request.params) as z.output<Path>,
    query: readParameters(query ?? none, request.query) as z.output<Query>,
    actor: request.holder ?? nobody,
    requestId: request.id,
    url: request.url,
  }
}

function readRequestBody({ body: schema }: ManagedWrite, { body }: FastifyRequest): unknown {
  const bytes = Buffer.isBuffer(body) && body.length > 0 ? body : null
  if (schema) return readBody(schema, bytes ? readJson(bytes) : undefined)
  if (bytes) throw invalidBody('', 'is not taken here')
  return undefined
}

function toKept(
  { answer }: ManagedOperation,
  status: number,
  { json, etag, headers: others, location }: ManagedAnswer & { readonly location?: string },
): KeptAnswer {
  const headers = { ...others, ...(etag && { etag }), ...(location && { location }) }
  // Serialised by the schema: what it does not declare does not leave.
  return { status, headers, body: answer ? JSON.stringify(answer.parse(json)) : '' }
}

function withoutSecrets(answer: KeptAnswer, secrets: readonly string[] = []): KeptAnswer {
  if (secrets.length === 0) return answer
  const { data, ...rest } = JSON.parse(answer.body)
  const shown = Object.entries(data).filter(([name]) => !secrets.includes(name))
  return { ...answer, body: JSON.stringify({ data: Object.fromEntries(shown), ...rest }) }
}

function send(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  reply.code(status).headers(headers).header('cache-control', managementCaching)
  return status === 204
    ? reply.send()
    : reply.header('content-type', 'application/json; charset=utf-8').send(body)
}
