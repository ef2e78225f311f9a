import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { Refusal } from '../errors.ts'
import { constantHeaders } from './constant-headers.ts'
import { createGate, type GateParts } from './gate.ts'
import { headersTooLarge, parserBytesMax, urlBytesMax } from './limits.ts'
import { answerUnrouted, collectPaths } from './methods.ts'
import { problemBytes, problemType, sendProblem } from './problem.ts'
import { parseQueryString } from './validation.ts'

/** Beyond these, a connection is closed at once; those that are open go on. */
const connectionsMax = 10_000
const silentMs = 9_000

/** What the server is made from. */
export interface ServerParts {
  readonly log: FastifyBaseLogger
  readonly gate: GateParts
}

/** The HTTP server without its routes: gate, limits, timeouts, headers, and one shape for every error. */
export async function createServer({ log, gate }: ServerParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: gate.newRequestId,
    serverFactory: (route) => openGate(gate, route),
    requestIdHeader: false,
    bodyLimit: 1024 * 1024,
    routerOptions: { querystringParser: parseQueryString, maxParamLength: urlBytesMax },
    rewriteUrl: ({ url = '/' }) => toOriginForm(url),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // Comes before every hook, so the headers that hooks set are set here.
    frameworkErrors: (error, request, reply) =>
      sendProblem(error, request, reply.headers(constantHeaders).header('x-request-id', request.id)),
    clientErrorHandler: answerParserError,
  })
  app.removeAllContentTypeParsers()
  // An expectation that nothing here knows is passed over; Node would answer it by itself.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  const paths = collectPaths(app)
  // Before the plugins, which add a route for OPTIONS that would keep the framework's own error shape.
  app.setErrorHandler(sendProblem)

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(constantHeaders).header('x-request-id', request.id)
    // No key exists yet, and a key that is not valid is never taken for none.
    if (request.headers.authorization !== undefined) done(invalidKey())
    // Before the body is looked at, which the framework would refuse for its media type.
    else if (request.is404 || request.method === 'OPTIONS') answerUnrouted(paths, request, reply)
    else done()
  })
  app.setNotFoundHandler((request, reply) => answerUnrouted(paths, request, reply))
  return app
}

/** Node's server with the gate before the router, and an end to whatever comes slowly. */
function openGate(gate: GateParts, route: RequestListener): Server {
  const server = createHttpServer(
    {
      headersTimeout: 8_000,
      requestTimeout: 9_000,
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

const invalidKey = () =>
  new Refusal(401, 'invalid-key', 'The key is not valid.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  })

/** What Node's parser refuses has no request and no reply yet: the answer is written to the socket. */
function answerParserError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const refusal =
    parserRefusals[error.code ?? ''] ??
    new Refusal(400, 'malformed-request', 'The request is not well-formed HTTP.')
  const bytes = problemBytes(refusal, randomBytes(9).toString('base64url'))
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    ...Object.entries(constantHeaders).map(([name, value]) => `${name}: ${value}`),
    `content-type: ${problemType}`,
    `content-length: ${bytes.length}`,
    'cache-control: no-store',
    'connection: close',
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]))
}

const parserRefusals: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: headersTooLarge('is larger than 16 KiB'),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal(408, 'request-timeout', 'The request did not arrive in time.'),
}
