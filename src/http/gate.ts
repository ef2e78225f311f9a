import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { PreparedAnswer, RepresentationCache } from '../answers.ts'
import { Refusal } from '../errors.ts'
import { isUnchanged } from './caching.ts'
import { constantHeaders } from './constant-headers.ts'
import { refusalOf } from './limits.ts'
import { type Answered, methodName } from './observe.ts'
import { problemBytes, problemType } from './problem.ts'
import { clientOf, type RateLimiter } from './rate-limit.ts'

/** What stands before the router: one gate for every request. */
export interface GateParts {
  readonly cache: RepresentationCache | null
  readonly limiter: RateLimiter | null
  /** The address of the client, past the proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly isOverloaded: () => boolean
  readonly isDraining: () => boolean
  readonly epoch: () => number
  readonly now: () => number
  readonly newRequestId: () => string
  /** Called for each answer that is given here, once it is written. */
  readonly onAnswered: (answered: Answered) => void
}

/** Paths that operators ask while everything else is refused. */
const alwaysAnswered = new Set(['/livez', '/readyz', '/metrics'])

/**
 * Counts, sheds, and answers from prepared bytes; what is left goes to the router. On the cached path nothing is
 * made whose result is the same for every request.
 */
export function createGate(parts: GateParts, route: RequestListener): RequestListener {
  return (request, response) => {
    const exchange = { request, response, startedAt: performance.now() }
    if (parts.isDraining()) response.setHeader('connection', 'close')
    const answer = cachedAnswer(parts, request)
    const { refusal, headers } = admit(parts, request, answer !== undefined)
    if (refusal) refuse(parts, exchange, refusal, headers)
    else if (answer) send(parts, exchange, answer, headers)
    else {
      for (const [name, value] of pairs(headers)) response.setHeader(name, value)
      route(request, response)
    }
  }
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

function admit(parts: GateParts, request: IncomingMessage, isPrepared: boolean): Admission {
  const fault = refusalOf(request)
  if (fault) return { refusal: fault, headers: [] }
  if (alwaysAnswered.has(request.url ?? '')) return unlimited
  // What is prepared costs less than a refusal saves.
  if (!isPrepared && parts.isOverloaded()) return { refusal: overloaded(), headers: [] }
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

function send(
  parts: GateParts,
  { request, response, startedAt }: Exchange,
  answer: PreparedAnswer,
  allowance: readonly string[],
): void {
  const requestId = parts.newRequestId()
  const variant = answer.variantFor(request.headers['accept-encoding'] as string | undefined)
  const unchanged = isUnchanged(request.headers['if-none-match'], variant.etag)
  const status = unchanged ? 304 : 200
  const prepared = unchanged ? variant.unchangedHeaders : variant.headers
  response.writeHead(status, [...prepared, 'x-request-id', requestId, ...allowance])
  response.end(unchanged || request.method === 'HEAD' ? undefined : variant.body)
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
    'cache-control': 'no-store',
    ...constantHeaders,
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

function* pairs(flat: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index < flat.length; index += 2) yield [flat[index] ?? '', flat[index + 1] ?? '']
}
