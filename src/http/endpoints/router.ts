import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { z } from 'zod'
import type { CachedAnswer, Redirect, UncachedAnswer } from './answer.ts'
import { requireScope } from './authenticate.ts'
import type {
  CachedEndpoint,
  Declared,
  Endpoint,
  ReadEndpoint,
  UncachedEndpoint,
  WriteEndpoint,
} from './endpoint.ts'
import { requireJson } from './media-type.ts'
import { answerRead, type Handler, type ReadDependencies } from './read.ts'
import { answerStream, type StreamHandler } from './stream.ts'
import { answerWrite, type Prepare, type WriteDependencies, type WriteHandler } from './write.ts'

/** Registers the endpoints of the slices. */
export interface Router {
  /** Adds GET and HEAD, with entity tag and caching, and with `asOf` if the query declares it. */
  read<Path extends z.ZodObject, Query extends z.ZodObject>(
    endpoint: CachedEndpoint<Path, Query>,
    handler: Handler<Path, Query, CachedAnswer | Redirect>,
  ): void
  read<Path extends z.ZodObject, Query extends z.ZodObject>(
    endpoint: UncachedEndpoint<Path, Query>,
    handler: Handler<Path, Query, UncachedAnswer | Redirect>,
  ): void
  /** Adds GET and HEAD for an answer that goes on. */
  stream<Path extends z.ZodObject, Query extends z.ZodObject>(
    endpoint: UncachedEndpoint<Path, Query>,
    handler: StreamHandler<Path, Query>,
  ): void
  /** Adds a write, which runs in one transaction with its audit entry and its idempotency record. */
  write<Path extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType, Prepared>(
    endpoint: WriteEndpoint<Path, Query, Body>,
    handler: WriteHandler<Path, Query, Body, Prepared>,
    prepare?: Prepare<Body, Prepared>,
  ): void
  /** In order of registration, without the pages for readers. */
  readonly endpoints: readonly Declared[]
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Route pattern, for metrics and the access log. */
    pattern?: string
  }
}

export function createRouter(app: FastifyInstance, parts: ReadDependencies & WriteDependencies): Router {
  const endpoints: Declared[] = []
  return {
    endpoints,
    read<Path extends z.ZodObject, Query extends z.ZodObject>(
      endpoint: ReadEndpoint<Path, Query>,
      handler: Handler<Path, Query>,
    ) {
      if (!endpoint.isPage) endpoints.push({ ...(endpoint as ReadEndpoint), method: 'GET' })
      addRoute(app, 'GET', endpoint as Endpoint, answerRead(parts, endpoint, handler))
    },
    stream(endpoint, handler) {
      endpoints.push({ ...(endpoint as ReadEndpoint), method: 'GET' })
      addRoute(app, 'GET', endpoint as Endpoint, answerStream(parts, endpoint, handler))
    },
    write(endpoint, handler, prepare) {
      endpoints.push(endpoint as WriteEndpoint)
      addRoute(app, endpoint.method, endpoint as Endpoint, answerWrite(parts, endpoint, handler, prepare))
    },
  }
}

function addRoute(
  app: FastifyInstance,
  method: HTTPMethods,
  { path, access }: Endpoint,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { pattern: path },
    handler,
    ...(typeof access !== 'string' && {
      // Before the body is read, so that an unauthorised client cannot make us receive it.
      onRequest: (request, _reply, done) => {
        requireScope(request.holder, access)
        done()
      },
    }),
    ...(method !== 'GET' && {
      preParsing: (request, _reply, payload, done) => {
        requireJson(request)
        done(null, payload)
      },
    }),
  })
}
