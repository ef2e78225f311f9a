import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Refusal } from '../../kernel/errors.ts'
import { refusalOf } from '../server/limits.ts'
import { problemBytes, problemType } from '../server/problem.ts'
import { isManagement, managementCaching } from '../server/surface.ts'
import { methodName } from '../telemetry/access-log.ts'
import type { Answered } from '../telemetry/metrics.ts'
import type { PreparedAnswer, RepresentationCache } from './answers.ts'
import { inBatches } from './batching.ts'
import { isUnchanged } from './caching.ts'
import { clientOf, type RateLimiter } from './rate-limit.ts'
import { createReserve } from './reserve.ts'

/** What stands before the router: one gate for every request. */
export interface GateParts {
  readonly cache: RepresentationCache | null
  readonly limiter: RateLimiter | null
  /** The address of the client, past the proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => string
  /** Told what a request has taken lately, in milliseconds. */
  readonly isOverloaded: (itemMs: number) => boolean
  readonly onConnection: () => void
  readonly isDraining: () => boolean
  readonly epoch: () => number
  readonly now: () => number
  readonly newRequestId: () => string
  /** What every answer to a request of this URL carries. */
  readonly headersOf: (request: IncomingMessage) => Readonly<Record<string, string>>
  /** Called for each answer that is given here, once it is written. */
  readonly onAnswered: (answered: Answered) => void
}

/** Paths that operators ask while everything else is refused. */
const alwaysAnswered = new Set(['/livez', '/readyz', '/metrics'])

/**
 * Counts and sheds each request as it comes; at the end of the turn, answers those it can from prepared bytes and gives
 * the others to the router. On the cached path nothing is made whose result is the same for every request.
 */
export function createGate(parts: GateParts, route: RequestListener): RequestListener {
  const reserve = createReserve()
  const taken = inBatches(({ exchange, answer, headers }: Taken) => {
    if (answer) send(parts, exchange, answer, headers)
    else {
      allowances.set(exchange.request, headers)
      route(exchange.request, exchange.response)
    }
  })
  return (request, response) => {
    const exchange = { request, response, startedAt: performance.now() }
    if (parts.isDraining()) response.setHeader('connection', 'close')
    const answer = cachedAnswer(parts, request)
    const isOverloaded = () => parts.isOverloaded(taken.itemMs()) && !reserve(request, response)
    const { refusal, headers } = admit(parts, request, answer !== undefined, isOverloaded)
    if (refusal) refuse(parts, exchange, refusal, headers)
    else taken.add({ exchange, answer, headers })
  }
}

/** A request that is to be answered, from prepared bytes or by the router. */
interface Taken {
  readonly exchange: Exchange
  readonly answer: PreparedAnswer | undefined
  readonly headers: readonly string[]
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly startedAt: number
}

interface Admission {
  readonly refusal: Refusal | null
  /** Names and values in turn: what the client has left. */
  readonly headers: readonly string[]
}

function admit(
  parts: GateParts,
  request: IncomingMessage,
  isPrepared: boolean,
  isOverloaded: () => boolean,
): Admission {
  const fault = refusalOf(request)
  if (fault) return { refusal: fault, headers: [] }
  if (alwaysAnswered.has(request.url ?? '')) return unlimited
  // What is prepared costs less than a refusal saves.
  if (!isPrepared && isOverloaded()) return { refusal: overloaded(), headers: [] }
  const { limiter } = parts
  if (!limiter) return unlimited
  const { remaining, resetSeconds } = limiter.take(clientOf(parts.addressOf(request)), parts.now())
  const left = `"default";r=${Math.max(remaining, 0)};t=${resetSeconds}`
  const headers = ['ratelimit-policy', limiter.policy, 'ratelimit', left]
  return { refusal: remaining < 0 ? limited(resetSeconds) : null, headers }
}

const unlimited: Admission = { refusal: null, headers: [] }

function cachedAnswer(
  { cache, epoch, now }: GateParts,
  { method, headers, url = '' }: IncomingMessage,
): PreparedAnswer | undefined {
  if (!cache || (method !== 'GET' && method !== 'HEAD') || headers.authorization !== undefined)
    return undefined
  // A request with a body, or one that waits for leave to send it, is the router's affair.
  if (headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined) return undefined
  const answer = cache.get(url)
  if (!answer || answer.isTrue(epoch(), now())) return answer
  cache.delete(url)
  return undefined
}

const allowances = new WeakMap<IncomingMessage, readonly string[]>()

/** What the client of a request that went on to the router has left: names and values of headers in turn. */
export const allowanceOf = (request: IncomingMessage): readonly string[] => allowances.get(request) ?? []

/** Writes a prepared answer, or 304 where the client has it already. Returns the status. */
export function writePrepared(
  { request, response }: Pick<Exchange, 'request' | 'response'>,
  answer: PreparedAnswer,
  requestId: string,
  allowance: readonly string[],
): 200 | 304 {
  const variant = answer.variantFor(request.headers['accept-encoding'] as string | undefined)
  const unchanged = isUnchanged(request.headers['if-none-match'], variant.etag)
  const status = unchanged ? 304 : 200
  const prepared = unchanged ? variant.unchangedHeaders : variant.headers
  response.writeHead(status, [...prepared, 'x-request-id', requestId, ...allowance])
  response.end(unchanged || request.method === 'HEAD' ? undefined : variant.body)
  return status
}

function send(
  parts: GateParts,
  { request, response, startedAt }: Exchange,
  answer: PreparedAnswer,
  allowance: readonly string[],
): void {
  const requestId = parts.newRequestId()
  const status = writePrepared({ request, response }, answer, requestId, allowance)
  parts.onAnswered({
    requestId,
    method: methodName(request.method),
    route: answer.route,
    status,
    cached: true,
    startedAt,
  })
}

function refuse(
  parts: GateParts,
  { request, response, startedAt }: Exchange,
  refusal: Refusal,
  allowance: readonly string[],
): void {
  const requestId = parts.newRequestId()
  const bytes = problemBytes(refusal, requestId)
  const headers = {
    'content-type': problemType,
    'content-length': bytes.length,
    'cache-control': isManagement(request.url ?? '') ? managementCaching : 'no-store',
    ...parts.headersOf(request),
    'x-request-id': requestId,
    ...refusal.extras.headers,
  }
  response.writeHead(refusal.status, [...Object.entries(headers).flat().map(String), ...allowance])
  response.end(request.method === 'HEAD' ? undefined : bytes)
  parts.onAnswered({
    requestId,
    method: methodName(request.method),
    route: refusal.code,
    status: refusal.status,
    cached: false,
    startedAt,
  })
}

const overloaded = () =>
  new Refusal(503, 'overloaded', 'The server has more to do than it can.', {
    headers: { 'retry-after': '1' },
  })

const limited = (seconds: number) =>
  new Refusal(429, 'rate-limited', 'This client has sent too many requests.', {
    headers: { 'retry-after': String(seconds) },
  })
