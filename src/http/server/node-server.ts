import { createServer, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Edge } from '../edge/edge.ts'
import type { HeadersOf } from '../protocol/headers.ts'
import { headersTooLarge, malformed, parserBytesMax } from '../protocol/limits.ts'
import type { ProblemWriter } from '../protocol/problem.ts'
import type { ParserError, Received } from './received.ts'

/** Further connections are closed at once. */
const connectionsMax = 10_000
const silentMs = 9_000
/** Node looks in this interval whether an answer gets on, so a client that stops reading is cut off within twice that. */
const stalledMs = 15_000

declare module 'node:net' {
  interface Socket {
    /** `performance.now()` when the connection was accepted. */
    connectedAt?: number
    /** True from the handing over of a request until the headers of its answer are written. */
    isAnswering?: boolean
    /** True while a stream is open, which may be silent for long. */
    isStreaming?: boolean
  }
}

/** Node's HTTP server with connection limit and timeouts. */
export function createNodeServer({ onRequest, onConnection }: Edge): Server {
  const server = createServer(
    {
      headersTimeout: 8_000,
      requestTimeout: 8_500,
      connectionsCheckingInterval: 1_000,
      // Longer than the idle timeout of proxies, which would otherwise reuse a connection that is being closed.
      keepAliveTimeout: 72_000,
      maxHeaderSize: parserBytesMax,
      // The edge checks the Host header, and answers with a problem document.
      requireHostHeader: false,
    },
    onRequest,
  )
  server.maxConnections = connectionsMax
  server.timeout = stalledMs
  server.on('timeout', (socket: Socket) => {
    // While an answer is being made, or a stream is silent, there is nothing to get on with.
    const isSilent = socket.isStreaming && socket.writableLength === 0
    if (socket.isAnswering || isSilent) return
    // Otherwise the system would keep what it has not taken.
    if (socket.isStreaming) socket.resetAndDestroy()
    else socket.destroy()
  })
  server.on('connection', (socket) => {
    socket.connectedAt = performance.now()
    closeSilent(socket)
    onConnection()
  })
  return server
}

/** Closes a connection on which nothing is sent; after the first byte the timeouts of the HTTP parser apply. */
function closeSilent(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), silentMs)
  timer.unref()
  const calm = () => clearTimeout(timer)
  socket.once('data', calm)
  socket.once('close', calm)
}

interface RefusalParts {
  readonly problems: ProblemWriter
  readonly headersOf: HeadersOf
  readonly newRequestId: () => string
}

/** Answers a request that Node's parser refused. */
export function answerParserError(
  error: ParserError,
  socket: Duplex,
  request: Received | undefined,
  parts: RefusalParts,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
  else refuseOn(socket, (parserRefusals[error.code ?? ''] ?? malformed)(), request, parts)
}

/** Writes a refusal to a socket, where there is no response object, and ends the connection. */
export function refuseOn(
  socket: Duplex,
  refusal: Refusal,
  request: Received | undefined,
  { problems, headersOf, newRequestId }: RefusalParts,
): void {
  const requestId = newRequestId()
  const { status, headers, bytes } = problems.answerOf(refusal, request?.url ?? '*', requestId)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries({ ...headersOf(request), ...headers }).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${bytes.length}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  socket.on('error', () => socket.destroy())
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]))
}

const parserRefusals: Record<string, () => Refusal> = {
  HPE_HEADER_OVERFLOW: () => headersTooLarge('is larger than 16 KiB'),
  ERR_HTTP_REQUEST_TIMEOUT: () => refuse('request-timeout', 'The request did not arrive in time.'),
}
