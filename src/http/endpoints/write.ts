import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Database } from '../../db/database.ts'
import { allSettled } from '../../db/settled.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import { readStored } from '../../values/stored.ts'
import { invalidBody, readBody } from '../json/invalid-body.ts'
import { readJson } from '../json/read-json.ts'
import type { Access, StoredAnswer } from './access.ts'
import { type Outcome, sendStored } from './answer.ts'
import type { WriteEndpoint } from './endpoint.ts'
import { createQueue, readIdempotencyKey, repeatable } from './idempotency-key.ts'
import { readIfMatch } from './preconditions.ts'
import { readRequest, type Writing } from './request.ts'

export interface WriteDependencies {
  readonly db: Pick<Database, 'write'>
  readonly access: Access
  readonly pacer: Pacer
}

export type WriteHandler<
  Path extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Prepared,
> = (asked: Writing<z.output<Path>, z.output<Query>, z.output<Body>>, prepared: Prepared) => Promise<Outcome>

/** What an act needs to know from elsewhere, such as a DNS server: it is waited for before the transaction begins. */
export type Prepare<Body extends z.ZodType, Prepared> = (body: z.output<Body>) => Promise<Prepared>

export function answerWrite<
  Path extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Prepared,
>(
  { db, access, pacer }: WriteDependencies,
  endpoint: WriteEndpoint<Path, Query, Body>,
  handler: WriteHandler<Path, Query, Body, Prepared>,
  prepare?: Prepare<Body, Prepared>,
) {
  const inTurn = createQueue()
  const { method, ifMatch, idempotency, isOfOneDocument, isInternal = false } = endpoint
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = readRequest(endpoint, request)
    const body = (await readRequestBody(endpoint, request, pacer)) as z.output<Body>
    const precondition = readIfMatch(request.headers['if-match'], ifMatch === 'required')
    const key = method === 'POST' ? readIdempotencyKey(request, idempotency === 'required') : null
    const prepared = (await prepare?.(body)) as Prepared
    const repeated = key === null ? null : repeatable(request, asked.actor.keyId, key)

    const { id } = asked.path as { readonly id?: string }
    const options = { isInternal, ...(isOfOneDocument && { document: id ?? asked.requestId }) }
    const work = () =>
      db.write(async (write) => {
        const kept = repeated && (await access.replays.find(write, repeated))
        if (kept) return { answer: kept, isReplay: true }
        const outcome = await handler({ ...asked, body, write, requireMatch: precondition.require }, prepared)
        const answer = toKept(endpoint, outcome)
        await allSettled([
          access.trail.record(write, asked.actor, asked.requestId, outcome.audit),
          repeated && access.replays.keep(write, repeated, withoutSecrets(answer, outcome.secrets)),
        ])
        return { answer, isReplay: false }
      }, options)
    const { answer, isReplay } = await (repeated ? inTurn(repeated, work) : work())
    if (isReplay) reply.header('idempotency-replayed', 'true')
    return sendStored(reply, answer)
  }
}

/** For 1 MiB, parsing and validating take 15 ms each. */
async function readRequestBody(
  { body: schema }: WriteEndpoint,
  { body }: FastifyRequest,
  pacer: Pacer,
): Promise<unknown> {
  const bytes = Buffer.isBuffer(body) && body.length > 0 ? body : null
  if (schema) {
    if (pacer.isSpent()) await pacer.turn()
    const json = bytes ? readJson(bytes) : undefined
    if (pacer.isSpent()) await pacer.turn()
    const valid = readBody(schema, json)
    if (pacer.isSpent()) await pacer.turn()
    return valid
  }
  if (bytes) throw invalidBody('', 'must be empty: this endpoint takes no body')
  return undefined
}

function toKept(
  { answer, status = 200 }: WriteEndpoint,
  { json, etag, headers: others, location, isCreated }: Outcome,
): StoredAnswer {
  const headers = { ...others, ...(etag && { etag }), ...(location && { location }) }
  if (answer === null) return { status: 204, headers, body: '' }
  // Serialised with the schema, so that undeclared fields cannot leak.
  return { status: isCreated ? 201 : status, headers, body: JSON.stringify(readStored(answer, json)) }
}

function withoutSecrets(answer: StoredAnswer, secrets: readonly string[] = []): StoredAnswer {
  if (secrets.length === 0) return answer
  const { data, ...rest } = JSON.parse(answer.body)
  const shown = Object.entries(data).filter(([name]) => !secrets.includes(name))
  return { ...answer, body: JSON.stringify({ data: Object.fromEntries(shown), ...rest }) }
}
