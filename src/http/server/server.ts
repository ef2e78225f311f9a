import type { Server } from 'node:http'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { refuse } from '../../kernel/refusal.ts'
import { createEdge, type EdgeDependencies } from '../edge/edge.ts'
import type { KeyRing } from '../endpoints/access.ts'
import { createAuthenticator } from '../endpoints/authenticate.ts'
import { isApiPath } from '../protocol/desk-path.ts'
import { malformed, urlBytesMax } from '../protocol/limits.ts'
import { observeRoutes } from '../telemetry/access-log.ts'
import { drain } from './drain.ts'
import { answerUnrouted, collectPaths, hasClosingSlash } from './methods.ts'
import { answerParserError, createNodeServer, refuseOn } from './node-server.ts'
import { parseQueryString } from './query-string.ts'
import { createReceived, type ParserError } from './received.ts'

export interface ServerParts {
  readonly log: FastifyBaseLogger
  readonly edge: EdgeDependencies
  readonly keys: KeyRing
  /** Limit in milliseconds for answering what has been accepted when the server is closed. */
  readonly drainMs: number
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers health checks and metrics alone. Its own port does not queue behind a crowd. */
    readonly health: Server | undefined
  }
}

/** Creates the HTTP server without routes: edge, limits, timeouts, headers, authentication and problem documents. */
export async function createServer({ log, edge, keys, drainMs }: ServerParts): Promise<FastifyInstance> {
  const { problems, newRequestId } = edge
  // One for each address of the host name.
  const servers: Server[] = []
  let health: Server | undefined
  const received = createReceived()
  const equip = (server: Server) => {
    received.watch(server)
    server.on('clientError', (error: ParserError, socket) =>
      answerParserError(error, socket, received.on(socket, error), edge),
    )
    // Node would close the connection without an answer.
    server.on('connect', (request, socket) => refuseOn(socket, noTunnel(), request, edge))
    // Ignore unknown Expect headers; Node would answer 417 by itself.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response))
    return server
  }
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    serverFactory(route) {
      const listeners = createEdge(edge, route)
      health ??= equip(createNodeServer({ ...listeners, onRequest: listeners.onOperationalRequest }))
      const server = equip(createNodeServer(listeners))
      servers.push(server)
      return server
    },
    // Until the connections are drained, requests are answered as ever.
    return503OnClosing: false,
    requestIdHeader: false,
    // Log calls pass the request id themselves, so no child logger is needed per request.
    childLoggerFactory: (logger) => logger,
    bodyLimit: 1024 * 1024,
    routerOptions: { querystringParser: parseQueryString, maxParamLength: urlBytesMax },
    rewriteUrl: ({ url = '/' }) => toOriginForm(url),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // Runs before any hook, so it must set the headers that hooks set elsewhere.
    frameworkErrors: (error, request, reply) => {
      addHeaders(edge, request, reply)
      return problems.send(error, request, reply)
    },
    // Called for the first server only: `equip` adds one to each.
    clientErrorHandler: () => {},
  })
  app.decorate('health', health)
  observeRoutes(app, edge.onAnswered)
  app.removeAllContentTypeParsers()
  // Write endpoints check the media type and parse the body strictly themselves.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const unrouted = answerUnrouted(collectPaths(app), problems)
  app.setErrorHandler(problems.send)
  const authenticate = createAuthenticator(keys, edge)
  app.decorateRequest('holder', null)
  app.addHook('onRequest', (request, reply, done) => {
    const goOn = () => {
      // The router treats # like a question mark.
      if (request.url.includes('#')) done(malformed())
      // Before the framework looks at the body, whose media type it may refuse.
      else if (request.is404 || request.method === 'OPTIONS' || hasClosingSlash(request)) {
        addHeaders(edge, request, reply)
        unrouted(request, reply)
      } else done()
    }
    // Where no key is asked for, the header belongs to somebody else, such as a proxy with a password.
    if (request.headers.authorization === undefined || !isApiPath(request.url)) goOn()
    else
      authenticate(request).then((holder) => {
        request.holder = holder
        goOn()
      }, done)
  })
  app.addHook('preClose', async () => {
    await Promise.all(servers.filter(({ listening }) => listening).map((one) => drain(one, drainMs)))
  })
  // Cached answers already contain these headers and bypass the framework.
  app.addHook('onSend', (request, reply, payload, done) => {
    addHeaders(edge, request, reply)
    request.raw.admitted?.onPrepared()
    done(null, payload)
  })
  app.setNotFoundHandler(unrouted)
  return app
}

/** Adds the constant headers that the answer does not set itself, the request id and the rate limit. */
function addHeaders({ headersOf }: EdgeDependencies, request: FastifyRequest, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(headersOf(request.raw))) {
    if (!reply.hasHeader(name)) reply.header(name, value)
  }
  reply.header('x-request-id', request.id)
  const [policy, policyValue, left, leftValue] = request.raw.admitted?.rateLimitHeaders ?? []
  if (policy && left) reply.header(policy, policyValue).header(left, leftValue)
}

const noTunnel = () => refuse('malformed-request', 'CONNECT asks for a tunnel, which only a proxy can open.')

/** A proxy may send the URL in absolute form (RFC 9112 §3.2.2). */
function toOriginForm(url: string): string {
  if (url.startsWith('/')) return url
  const local = url.replace(/^https?:\/\/[^/?]*/i, '')
  return local.startsWith('/') ? local : `/${local}`
}
