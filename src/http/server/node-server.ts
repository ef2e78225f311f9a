import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { constantHeaders } from '../protocol/headers.ts'
import { headersTooLarge, malformed, parserBytesMax } from '../protocol/limits.ts'
import { type ProblemWriter, problemType } from '../protocol/problem.ts'

/** Beyond these, a connection is closed at once; those that are open go on. */
const connectionsMax = 10_000
const silentMs = 9_000

/** Node's HTTP server, with an end to whatever comes slowly. */
export function createNodeServer(listener: RequestListener, onConnection: () => void): Server {
  const server = createServer(
    {
      headersTimeout: 8_000,
      requestTimeout: 8_500,
      connectionsCheckingInterval: 1_000,
      // Longer than proxies keep theirs, or they would reuse a connection that is being closed.
      keepAliveTimeout: 72_000,
      maxHeaderSize: parserBytesMax,
      // Node would refuse it with an answer of its own; the edge does.
      requireHostHeader: false,
    },
    listener,
  )
  server.maxConnections = connectionsMax
  server.on('connection', onConnection)
  server.on('connection', closeSilent)
  return server
}

/** Closes a connection on which nothing was ever sent; once something came, the parser's own timeouts hold. */
function closeSilent(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), silentMs)
  timer.unref()
  const calm = () => clearTimeout(timer)
  socket.once('data', calm)
  socket.once('close', calm)
}

/** What Node's parser refuses has no request and no reply yet: the answer is written to the socket. */
export function answerParserError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  { problems, newRequestId }: { readonly problems: ProblemWriter; readonly newRequestId: () => string },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const refusal = (parserRefusals[error.code ?? ''] ?? malformed)()
  const status = problems.statusOf(refusal)
  const requestId = newRequestId()
  const bytes = problems.bytesOf(refusal, requestId)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(constantHeaders).map(([name, value]) => `${name}: ${value}`),
    `content-type: ${problemType}`,
    `content-length: ${bytes.length}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]))
}

const parserRefusals: Record<string, () => Refusal> = {
  HPE_HEADER_OVERFLOW: () => headersTooLarge('is larger than 16 KiB'),
  ERR_HTTP_REQUEST_TIMEOUT: () => refuse('request-timeout', 'The request did not arrive in time.'),
}
