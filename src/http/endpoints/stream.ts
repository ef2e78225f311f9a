import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import { constantHeaders } from '../protocol/headers.ts'
import { contentTypeOf } from './answer.ts'
import type { UncachedEndpoint } from './endpoint.ts'
import { type Reading, readRequest } from './request.ts'

/** A client that takes nothing of what is sent for this time is cut off, in milliseconds. */
const stalledMs = 10_000

export interface StreamDependencies {
  readonly db: Pick<Database, 'snapshot'>
  readonly clock: Clock
}

/** The two ends of an exchange, for an answer that goes on. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Refuses by throwing; else returns what begins to write the body. It is called once the head is written. */
export type StreamHandler<Path extends z.ZodObject, Query extends z.ZodObject> = (
  asked: Reading<z.output<Path>, z.output<Query>>,
  exchange: Exchange,
) => Promise<() => void>

/** Answers with a body that goes on for as long as both sides like. It is neither cached nor compressed. */
export function answerStream<Path extends z.ZodObject, Query extends z.ZodObject>(
  { db, clock }: StreamDependencies,
  endpoint: UncachedEndpoint<Path, Query>,
  handler: StreamHandler<Path, Query>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = readRequest(endpoint, request)
    const exchange = { request: request.raw, response: reply.raw }
    const begin = await db.snapshot((queries, epoch) => {
      const at = clock.now()
      return handler({ ...asked, db: queries, epoch, at, since: at }, exchange)
    })
    reply.hijack()
    const { admitted, socket } = request.raw
    admitted?.onPrepared()
    const { response } = exchange
    response.writeHead(200, [
      ...Object.entries(constantHeaders).flat(),
      ...['content-type', contentTypeOf(endpoint, {}), 'cache-control', 'no-store'],
      // Otherwise nginx keeps back what it gets until its buffer is full.
      ...['x-accel-buffering', 'no', 'x-request-id', request.id],
      ...(admitted?.rateLimitHeaders ?? []),
    ])
    socket.isStreaming = true
    socket.setTimeout(stalledMs)
    response.once('close', () => {
      socket.isStreaming = false
    })
    if (request.method === 'HEAD') response.end()
    else begin()
    return reply
  }
}
