import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { allowanceOf } from '../edge/admission.ts'
import { createEdge, type EdgeParts } from '../edge/edge.ts'
import type { KeyRing } from '../endpoints/access.ts'
import { createAuthenticator } from '../endpoints/authenticate.ts'
import { malformed, urlBytesMax } from '../protocol/limits.ts'
import { answerUnrouted, collectPaths } from './methods.ts'
import { answerParserError, createNodeServer } from './node-server.ts'
import { parseQueryString } from './query-string.ts'

/** What the server is made from. */
export interface ServerParts {
  readonly log: FastifyBaseLogger
  readonly edge: EdgeParts
  readonly keys: KeyRing
}

/** The HTTP server without its routes: edge, limits, timeouts, headers, and one shape for every error. */
export async function createServer({ log, edge, keys }: ServerParts): Promise<FastifyInstance> {
  const { problems, newRequestId } = edge
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    serverFactory: (route) => createNodeServer(createEdge(edge, route), edge.load.onConnection),
    requestIdHeader: false,
    // Lines name their request themselves; a logger for each request would be made for nothing.
    childLoggerFactory: (logger) => logger,
    bodyLimit: 1024 * 1024,
    routerOptions: { querystringParser: parseQueryString, maxParamLength: urlBytesMax },
    rewriteUrl: ({ url = '/' }) => toOriginForm(url),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // Comes before every hook, so the headers that hooks set are set here.
    frameworkErrors: (error, request, reply) => {
      addHeaders(edge, request, reply)
      return problems.send(error, request, reply)
    },
    clientErrorHandler: (error, socket) => answerParserError(error, socket, edge),
  })
  app.removeAllContentTypeParsers()
  // Endpoints that take a body look at its media type, and read it strictly.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // An expectation that nothing here knows is passed over; Node would answer it by itself.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  const unrouted = answerUnrouted(collectPaths(app), problems)
  app.setErrorHandler(problems.send)
  const authenticate = createAuthenticator(keys, edge)
  app.decorateRequest('holder', null)
  app.addHook('onRequest', (request, reply, done) => {
    const goOn = () => {
      // The router would take it for a question mark.
      if (request.url.includes('#')) done(malformed())
      // Before the body is looked at, which the framework would refuse for its media type.
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
  // Prepared answers, which hold all of this, are written past the framework.
  app.addHook('onSend', (request, reply, payload, done) => {
    addHeaders(edge, request, reply)
    done(null, payload)
  })
  app.setNotFoundHandler(unrouted)
  return app
}

/** Adds what every answer carries, but for what the answer says otherwise. */
function addHeaders({ headersOf }: EdgeParts, request: FastifyRequest, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(headersOf(request.raw))) {
    if (!reply.hasHeader(name)) reply.header(name, value)
  }
  reply.header('x-request-id', request.id)
  const [policy, policyValue, left, leftValue] = allowanceOf(request.raw)
  if (policy && left) reply.header(policy, policyValue).header(left, leftValue)
}

/** A proxy may send the absolute form of a URL (RFC 9112 §3.2.2); links are relative. */
function toOriginForm(url: string): string {
  if (url.startsWith('/')) return url
  const local = url.replace(/^https?:\/\/[^/?]*/i, '')
  return local.startsWith('/') ? local : `/${local}`
}
