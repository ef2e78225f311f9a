import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { HeadersOf } from '../protocol/headers.ts'
import type { ProblemWriter } from '../protocol/problem.ts'
import { methodName } from '../telemetry/access-log.ts'
import type { Answered } from '../telemetry/metrics.ts'
import {
  type AdmissionDependencies,
  admit,
  createReservedCapacity,
  isOperational,
  overloaded,
} from './admission.ts'
import { createCoalescing } from './coalescing.ts'
import { oneAtATime } from './pipelining.ts'
import { createQueue, type Waiting } from './queue.ts'
import { type PreparedAnswer, type ResponseCache, type Variant, writeVariant } from './response-cache.ts'

/** Dependencies of the edge: everything that runs before the router. */
export interface EdgeDependencies extends AdmissionDependencies {
  readonly cache: ResponseCache | null
  /** Aborted when the server begins to shut down. */
  readonly stopping: AbortSignal
  /** The time in milliseconds since 1970 as of which requests are answered. */
  readonly now: () => number
  /** False while the store has to be asked before anything is answered as of now. */
  readonly isCurrent: () => boolean
  readonly newRequestId: () => string
  readonly headersOf: HeadersOf
  readonly problems: ProblemWriter
  /** Called after each answer that the edge itself has written. */
  readonly onAnswered: (answered: Answered) => void
}

interface Exchange extends Waiting {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** `RateLimit` headers: alternating names and values. */
  readonly rateLimitHeaders: readonly string[]
  /** False once it has waited for an equal request whose answer was not cached. */
  readonly mayFollow: boolean
}

/** Listeners for Node's HTTP server. */
export interface Edge {
  readonly onRequest: RequestListener
  readonly onConnection: () => void
  /** For a listener of its own, which answers health checks and metrics alone. */
  readonly onOperationalRequest: RequestListener
}

/**
 * Admits or refuses each request on arrival. The others are answered from the response cache at the end of the
 * event-loop tick, or wait for their turn to be handed to the router. Whatever does not depend on the request was
 * computed when the answer was cached.
 */
export function createEdge(parts: EdgeDependencies, route: RequestListener): Edge {
  const isReserved = createReservedCapacity()
  const cached = createTickEnd(([exchange, answer]: [Exchange, PreparedAnswer]) =>
    sendCached(parts, exchange, answer),
  )
  const hand = ({ request, response, startedAt, rateLimitHeaders }: Exchange, onPrepared = () => {}) => {
    request.socket.isAnswering = true
    request.admitted = {
      startedAt,
      rateLimitHeaders,
      onPrepared() {
        request.socket.isAnswering = false
        // The head of the request may have arrived long before the server began to stop.
        if (parts.stopping.aborted && !response.headersSent) response.setHeader('connection', 'close')
        onPrepared()
      },
    }
    route(request, response)
  }
  const coalescing = createCoalescing((exchange: Exchange) => {
    const answer = cachedAnswer(parts, exchange.request)
    if (answer) sendCached(parts, exchange, answer)
    else queue.add({ ...exchange, mayFollow: false })
  })
  const queue = createQueue<Exchange>({
    refuse: (exchange) => sendRefusal(parts, exchange, overloaded()),
    handle(exchange) {
      const { request } = exchange
      if (request.destroyed) return
      if (!isCacheable(parts, request)) return hand(exchange)
      const answer = cachedAnswer(parts, request)
      if (answer) return sendCached(parts, exchange, answer)
      if (!exchange.mayFollow) return hand(exchange)
      const onPrepared = coalescing.lead(request.url ?? '', exchange)
      if (!onPrepared) return
      exchange.response.once('close', onPrepared)
      hand(exchange, onPrepared)
    },
  })
  const onRequest = oneAtATime((request, response) => {
    const startedAt = performance.now()
    if (parts.stopping.aborted) response.setHeader('connection', 'close')
    const { refusal, headers: rateLimitHeaders } = admit(parts, request)
    const { connectedAt = startedAt } = request.socket
    const exchange = { ...common, request, response, startedAt, connectedAt, rateLimitHeaders }
    if (refusal) return sendRefusal(parts, exchange, refusal)
    if (isOperational(request)) return hand(exchange)
    const answer = isCacheable(parts, request) && cachedAnswer(parts, request)
    if (answer) cached.add([exchange, answer])
    else queue.add({ ...exchange, isReserved: isReserved(request, response) })
  })
  const onOperationalRequest = oneAtATime((request, response) => {
    const startedAt = performance.now()
    const exchange = { ...common, request, response, startedAt, connectedAt: 0, rateLimitHeaders: [] }
    if (isOperational(request)) hand(exchange)
    else sendRefusal(parts, exchange, refuse('not-found', 'Only health checks and metrics are served here.'))
  })
  return { onRequest, onConnection: queue.onConnection, onOperationalRequest }
}

const common = { isReserved: false, mayFollow: true }

/** Handles the items of an event-loop tick at its end. */
function createTickEnd<Item>(handle: (item: Item) => void) {
  let items: Item[] = []
  const run = () => {
    const all = items
    items = []
    for (const item of all) handle(item)
  }
  return {
    add(item: Item) {
      if (items.push(item) === 1) setImmediate(run)
    },
  }
}

/** False for a request that has or announces a body: it goes to the router. */
function isCacheable({ cache }: EdgeDependencies, { method, headers }: IncomingMessage): boolean {
  if (!cache || (method !== 'GET' && method !== 'HEAD') || headers.authorization !== undefined) return false
  return headers['transfer-encoding'] === undefined && headers['content-length'] === undefined
}

const cachedAnswer = (
  { cache, now, isCurrent }: EdgeDependencies,
  { url = '' }: IncomingMessage,
): PreparedAnswer | undefined => (isCurrent() ? cache?.get(url, now()) : undefined)

function sendCached(
  { newRequestId, onAnswered }: EdgeDependencies,
  { request, response, startedAt, rateLimitHeaders }: Exchange,
  answer: PreparedAnswer,
): void {
  const requestId = newRequestId()
  const send = (variant: Variant) => {
    const status = writeVariant(request, response, variant, requestId, rateLimitHeaders)
    const method = methodName(request.method)
    onAnswered({ requestId, method, route: answer.route, status, cached: true, startedAt })
  }
  const variant = answer.variantFor(request.headers['accept-encoding'] as string | undefined)
  if (variant instanceof Promise) variant.then(send).catch(() => response.destroy())
  else send(variant)
}

function sendRefusal(
  { newRequestId, onAnswered, problems, headersOf }: EdgeDependencies,
  { request, response, startedAt, rateLimitHeaders }: Exchange,
  refusal: Refusal,
): void {
  const requestId = newRequestId()
  const { status, headers: described, bytes } = problems.answerOf(refusal, request.url ?? '', requestId)
  const headers = {
    ...headersOf(request),
    ...described,
    'content-length': bytes.length,
    'x-request-id': requestId,
  }
  response.writeHead(status, [...Object.entries(headers).flat().map(String), ...rateLimitHeaders])
  response.end(request.method === 'HEAD' ? undefined : bytes)
  const method = methodName(request.method)
  onAnswered({ requestId, method, route: refusal.code, status, cached: false, startedAt })
}
