import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Refusal } from '../../kernel/refusal.ts'
import { isDeskPath } from '../protocol/desk-path.ts'
import { deskCaching, type HeadersOf } from '../protocol/headers.ts'
import { type ProblemWriter, problemType } from '../protocol/problem.ts'
import { methodName } from '../telemetry/access-log.ts'
import type { Answered } from '../telemetry/metrics.ts'
import { type AdmissionDependencies, admit, createReservedCapacity } from './admission.ts'
import { inBatches } from './batching.ts'
import type { LoadWatch } from './load.ts'
import { type PreparedAnswer, type ResponseCache, writePrepared } from './response-cache.ts'

/** Dependencies of the edge: everything that runs before the router. */
export interface EdgeDependencies extends AdmissionDependencies {
  readonly cache: ResponseCache | null
  readonly load: LoadWatch
  readonly isDraining: () => boolean
  readonly epoch: () => number
  readonly newRequestId: () => string
  readonly headersOf: HeadersOf
  readonly problems: ProblemWriter
  /** Called after each answer that the edge itself has written. */
  readonly onAnswered: (answered: Answered) => void
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly startedAt: number
}

/** An admitted request, with its cached answer if there is one. */
interface Taken {
  readonly exchange: Exchange
  readonly answer: PreparedAnswer | undefined
  /** `RateLimit` headers: alternating names and values. */
  readonly rateLimitHeaders: readonly string[]
}

/**
 * Admits or refuses each request on arrival. At the end of the event-loop tick, answers the admitted ones from the
 * response cache or hands them to the router. Whatever does not depend
 * on the request was computed when the answer was cached.
 */
export function createEdge(parts: EdgeDependencies, route: RequestListener): RequestListener {
  const isReserved = createReservedCapacity()
  const taken = inBatches(({ exchange, answer, rateLimitHeaders }: Taken) => {
    if (answer) return sendCached(parts, exchange, answer, rateLimitHeaders)
    const { request, response, startedAt } = exchange
    request.admitted = { startedAt, rateLimitHeaders }
    route(request, response)
  })
  return (request, response) => {
    const exchange = { request, response, startedAt: performance.now() }
    if (parts.isDraining()) response.setHeader('connection', 'close')
    const answer = cachedAnswer(parts, request)
    // Sending a cached answer costs no more than refusing the request, so load shedding spares it.
    const isOverloaded = () =>
      answer === undefined && parts.load.isOverloaded(taken.itemMs()) && !isReserved(request, response)
    const { refusal, headers: rateLimitHeaders } = admit(parts, request, isOverloaded)
    if (refusal) sendRefusal(parts, exchange, refusal, rateLimitHeaders)
    else taken.add({ exchange, answer, rateLimitHeaders })
  }
}

function cachedAnswer(
  { cache, epoch, now }: EdgeDependencies,
  { method, headers, url = '' }: IncomingMessage,
): PreparedAnswer | undefined {
  if (!cache || (method !== 'GET' && method !== 'HEAD') || headers.authorization !== undefined)
    return undefined
  // Requests that have or announce a body go to the router.
  if (headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined) return undefined
  return cache.get(url, epoch(), now())
}

function sendCached(
  { newRequestId, onAnswered }: EdgeDependencies,
  { request, response, startedAt }: Exchange,
  answer: PreparedAnswer,
  rateLimitHeaders: readonly string[],
): void {
  const requestId = newRequestId()
  const status = writePrepared(request, response, answer, requestId, rateLimitHeaders)
  const method = methodName(request.method)
  onAnswered({ requestId, method, route: answer.route, status, cached: true, startedAt })
}

function sendRefusal(
  { newRequestId, onAnswered, problems, headersOf }: EdgeDependencies,
  { request, response, startedAt }: Exchange,
  refusal: Refusal,
  rateLimitHeaders: readonly string[],
): void {
  const requestId = newRequestId()
  const bytes = problems.bytesOf(refusal, requestId)
  const status = problems.statusOf(refusal)
  const headers = {
    'content-type': problemType,
    'content-length': bytes.length,
    'cache-control': isDeskPath(request.url ?? '') ? deskCaching : 'no-store',
    ...headersOf(request),
    'x-request-id': requestId,
    ...refusal.extras.headers,
  }
  response.writeHead(status, [...Object.entries(headers).flat().map(String), ...rateLimitHeaders])
  response.end(request.method === 'HEAD' ? undefined : bytes)
  const method = methodName(request.method)
  onAnswered({ requestId, method, route: refusal.code, status, cached: false, startedAt })
}
