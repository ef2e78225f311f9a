import { createServer as createHttpServer, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { Refusal } from '../../kernel/errors.ts'
import { allowanceOf, createGate, type GateParts } from '../edge/gate.ts'
import type { KeyRing } from '../endpoints/access.ts'
import { createAuthenticator } from '../endpoints/authenticate.ts'
import { parseQueryString } from '../endpoints/validation.ts'
import { constantHeaders } from './constant-headers.ts'
import { headersTooLarge, malformed, parserBytesMax, urlBytesMax } from './limits.ts'
import { answerUnrouted, collectPaths } from './methods.ts'
import { problemBytes, problemType, sendProblem } from './problem.ts'

/** Beyond these, a connection is closed at once; those that are open go on. */
const connectionsMax = 10_000
const silentMs = 9_000

/** What the server is made from. */
export interface ServerParts {
  readonly log: FastifyBaseLogger
  readonly gate: GateParts
  readonly keys: KeyRing
}

/** The HTTP server without its routes: gate, limits, timeouts, headers, and one shape for every error. */
export async function createServer({ log, gate, keys }: ServerParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: gate.newRequestId,
    serverFactory: (route) => openGate(gate, route),
    requestIdHeader: false,
    // Lines name their request themselves; a logger for each request is made for nothing.
    childLoggerFactory: (logger) => logger,
    bodyLimit: 1024 * 1024,
    routerOptions: { querystringParser: parseQueryString, maxParamLength: urlBytesMax },
    rewriteUrl: ({ url = '/' }) => toOriginForm(url),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // Comes before every hook, so the headers that hooks set are set here.
    frameworkErrors: (error, request, reply) => {
      complete(gate, request, reply)
      return sendProblem(error, request, reply)
    },
    clientErrorHandler: (error, socket) => answerParserError(error, socket, gate.newRequestId),
  })
  app.removeAllContentTypeParsers()
  // Whoever takes a body looks at its media type, and reads it strictly.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // An expectation that nothing here knows is passed over; Node would answer it by itself.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  const paths = collectPaths(app)
  app.setErrorHandler(sendProblem)
  const authenticate = createAuthenticator(keys, gate)
  app.decorateRequest('holder', null)
  app.addHook('onRequest', (request, reply, done) => {
    const goOn = () => {
      // The router would take it for a question mark.
      if (request.url.includes('#')) done(malformed())
      // Before the body is looked at, which the framework would refuse for its media type.
      else if (request.is404 || request.method === 'OPTIONS') {
        complete(gate, request, reply)
        answerUnrouted(paths, request, reply)
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
    complete(gate, request, reply)
    done(null, payload)
  })
  app.setNotFoundHandler((request, reply) => answerUnrouted(paths, request, reply))
  return app
}

/** Adds what every answer carries, but for what the answer says otherwise. */
function complete(gate: GateParts, request: FastifyRequest, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(gate.headersOf(request.raw))) {
    if (!reply.hasHeader(name)) reply.header(name, value)
  }
  reply.header('x-request-id', request.id)
  const [policy, policyValue, left, leftValue] = allowanceOf(request.raw)
  if (policy && left) reply.header(policy, policyValue).header(left, leftValue)
}

/** Node's server with the gate before the router, and an end to whatever comes slowly. */
function openGate(gate: GateParts, route: RequestListener): Server {
  const server = createHttpServer(
    {
      headersTimeout: 8_000,
      requestTimeout: 8_500,
      connectionsCheckingInterval: 1_000,
      // Longer than proxies keep theirs, or they would reuse a connection that is being closed.
      keepAliveTimeout: 72_000,
      maxHeaderSize: parserBytesMax,
      // Node would refuse it with an answer of its own; the gate does.
      requireHostHeader: false,
    },
    createGate(gate, route),
  )
  server.maxConnections = connectionsMax
  server.on('connection', gate.onConnection)
  closeSilent(server)
  return server
}

/** A connection on which nothing was ever sent; once something came, the parser's own timeouts hold. */
function closeSilent(server: Server): void {
  server.on('connection', (socket) => {
    const timer = setTimeout(() => socket.destroy(), silentMs)
    timer.unref()
    const calm = () => clearTimeout(timer)
    socket.once('data', calm)
    socket.once('close', calm)
  })
}

/** A proxy may send the absolute form of a URL (RFC 9112 §3.2.2); links are relative. */
function toOriginForm(url: string): string {
  if (url.startsWith('/')) return url
  const local = url.replace(/^https?:\/\/[^/?]*/i, '')
  return local.startsWith('/') ? local : `/${local}`
}

/** What Node's parser refuses has no request and no reply yet: the answer is written to the socket. */
function answerParserError(error: NodeJS.ErrnoException, socket: Socket, newRequestId: () => string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const refusal =
    parserRefusals[error.code ?? ''] ??
    new Refusal(400, 'malformed-request', 'The request is not well-formed HTTP.')
  const requestId = newRequestId()
  const bytes = problemBytes(refusal, requestId)
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    ...Object.entries(constantHeaders).map(([name, value]) => `${name}: ${value}`),
    `content-type: ${problemType}`,
    `content-length: ${bytes.length}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]))
}

const parserRefusals: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: headersTooLarge('is larger than 16 KiB'),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal(408, 'request-timeout', 'The request did not arrive in time.'),
}
