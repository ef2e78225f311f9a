import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { createEdge, type EdgeDependencies } from '../edge/edge.ts'
import type { KeyRing } from '../endpoints/access.ts'
import { createAuthenticator } from '../endpoints/authenticate.ts'
import { malformed, urlBytesMax } from '../protocol/limits.ts'
import { observeRoutes } from '../telemetry/access-log.ts'
import { answerUnrouted, collectPaths } from './methods.ts'
import { answerParserError, createNodeServer } from './node-server.ts'
import { parseQueryString } from './query-string.ts'

export interface ServerParts {
  readonly log: FastifyBaseLogger
  readonly edge: EdgeDependencies
  readonly keys: KeyRing
}

/** Creates the HTTP server without routes: edge, limits, timeouts, headers, authentication and problem documents. */
export async function createServer({ log, edge, keys }: ServerParts): Promise<FastifyInstance> {
  const { problems, newRequestId } = edge
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    serverFactory: (route) => createNodeServer(createEdge(edge, route), edge.load.onConnection),
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
    clientErrorHandler: (error, socket) => answerParserError(error, socket, edge),
  })
  observeRoutes(app, edge.onAnswered)
  app.removeAllContentTypeParsers()
  // Write endpoints check the media type and parse the body strictly themselves.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // Ignore unknown Expect headers; Node would answer 417 by itself.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  const unrouted = answerUnrouted(collectPaths(app), problems)
  app.setErrorHandler(problems.send)
  const authenticate = createAuthenticator(keys, edge)
  app.decorateRequest('holder', null)
  app.addHook('onRequest', (request, reply, done) => {
    const goOn = () => {
      // The router treats # like a question mark.
      if (request.url.includes('#')) done(malformed())
      // Before the framework looks at the body, whose media type it may refuse.
      else if (request.is404 || request.method === 'OPTIONS') {
        addHeaders(edge, request, reply)
        unrouted(request, reply)
      } else done()
    }
    if (request.headers.authorization === undefined) goOn()
    else
      authenticate(request).then((holder) => {
        request.holder = holder
        goOn()
      }, done)
  })
  // Cached answers already contain these headers and bypass the framework.
  app.addHook('onSend', (request, reply, payload, done) => {
    addHeaders(edge, request, reply)
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

/** A proxy may send the URL in absolute form (RFC 9112 §3.2.2). */
function toOriginForm(url: string): string {
  if (url.startsWith('/')) return url
  const local = url.replace(/^https?:\/\/[^/?]*/i, '')
  return local.startsWith('/') ? local : `/${local}`
}
