import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { isDeskPath } from '../protocol/desk-path.ts'
import { limitsRefusal } from '../protocol/limits.ts'
import { clientOf, type RateLimiter } from './rate-limit.ts'

export interface AdmissionDependencies {
  /** Null when there is no rate limit. */
  readonly limiter: RateLimiter | null
  /** The client's address, as reported by trusted proxies. */
  readonly addressOf: (request: IncomingMessage) => string
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number
}

/** Whether a request is admitted, with the `RateLimit` headers to send in either case. */
export interface Admission {
  readonly refusal: Refusal | null
  /** Alternating names and values. */
  readonly headers: readonly string[]
}

const unlimited: Admission = { refusal: null, headers: [] }

const operationalPaths = new Set(['/livez', '/readyz', '/metrics'])

/** True for what operators need under overload: it neither waits nor counts. */
export const isOperational = ({ url = '' }: IncomingMessage): boolean =>
  operationalPaths.has(url.split('?', 1)[0] ?? '')

/** Admission control: checks the size limits, and counts the request against its client's rate limit. */
export function admit(
  { limiter, addressOf, elapsed }: AdmissionDependencies,
  request: IncomingMessage,
): Admission {
  const fault = limitsRefusal(request)
  if (fault) return { refusal: fault, headers: [] }
  if (!limiter || isOperational(request)) return unlimited
  const { remaining, resetSeconds } = limiter.take(clientOf(addressOf(request)), elapsed())
  const left = `"default";r=${Math.max(remaining, 0)};t=${resetSeconds}`
  const headers = ['ratelimit-policy', limiter.policy, 'ratelimit', left]
  return { refusal: remaining < 0 ? limited(resetSeconds) : null, headers }
}

export const overloaded = () =>
  refuse('overloaded', 'The server is overloaded. Try again in a second.', {
    headers: { 'retry-after': '1' },
  })

const limited = (seconds: number) =>
  refuse('rate-limited', 'This client has used up its rate limit. `Retry-After` says when to try again.', {
    headers: { 'retry-after': String(seconds) },
  })

declare module 'node:http' {
  interface IncomingMessage {
    /** Set before a request goes to the router. */
    admitted?: {
      /** `performance.now()` when the header block had been received, in milliseconds. */
      readonly startedAt: number
      /** `RateLimit` headers: alternating names and values. */
      readonly rateLimitHeaders: readonly string[]
      /** Call before the headers of the answer are written, and after it was cached. */
      readonly onPrepared: () => void
    }
  }
}

/** Concurrent desk requests admitted while shedding load. */
const reservedMax = 200

/**
 * Reserves capacity for editors during load shedding: their requests are rare and matter more than one more read.
 * Bounded, because keys are only verified later.
 */
export function createReservedCapacity(): (request: IncomingMessage, response: ServerResponse) => boolean {
  let open = 0
  return ({ url = '', headers }, response) => {
    if (open >= reservedMax || headers.authorization === undefined || !isDeskPath(url)) return false
    open += 1
    response.once('close', () => {
      open -= 1
    })
    return true
  }
}
