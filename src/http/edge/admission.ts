import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { isDeskPath } from '../protocol/desk-path.ts'
import { limitsRefusal } from '../protocol/limits.ts'
import { clientOf, type RateLimiter } from './rate-limit.ts'

/** What decides whether a request is taken. */
export interface AdmissionParts {
  /** Null: no limit. */
  readonly limiter: RateLimiter | null
  /** The address of the client, past the proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly now: () => number
}

/** A request that is taken, or refused; either way what its client has left of its rate. */
export interface Admission {
  readonly refusal: Refusal | null
  /** Names and values of headers in turn. */
  readonly headers: readonly string[]
}

const unlimited: Admission = { refusal: null, headers: [] }

/** Paths that operators ask while everything else is refused. */
const alwaysAnswered = new Set(['/livez', '/readyz', '/metrics'])

/** Looks at the limits of a request, sheds load, and counts it for the rate limit of its client. */
export function admit(
  { limiter, addressOf, now }: AdmissionParts,
  request: IncomingMessage,
  isOverloaded: () => boolean,
): Admission {
  const fault = limitsRefusal(request)
  if (fault) return { refusal: fault, headers: [] }
  if (alwaysAnswered.has(request.url ?? '')) return unlimited
  if (isOverloaded()) return { refusal: overloaded(), headers: [] }
  if (!limiter) return unlimited
  const { remaining, resetSeconds } = limiter.take(clientOf(addressOf(request)), now())
  const left = `"default";r=${Math.max(remaining, 0)};t=${resetSeconds}`
  const headers = ['ratelimit-policy', limiter.policy, 'ratelimit', left]
  return { refusal: remaining < 0 ? limited(resetSeconds) : null, headers }
}

const overloaded = () =>
  refuse('overloaded', 'The server has more to do than it can.', { headers: { 'retry-after': '1' } })

const limited = (seconds: number) =>
  refuse('rate-limited', 'This client has sent too many requests.', {
    headers: { 'retry-after': String(seconds) },
  })

const allowances = new WeakMap<IncomingMessage, readonly string[]>()

export const keepAllowance = (request: IncomingMessage, headers: readonly string[]): void =>
  void allowances.set(request, headers)

/** What the client of a request that went on to the router has left of its rate: names and values in turn. */
export const allowanceOf = (request: IncomingMessage): readonly string[] => allowances.get(request) ?? []

/** Open at the same time; more would be no newsroom. */
const reservedMax = 200

/**
 * Lets up to 200 requests of editors through while load is shed: they are rare and matter more than one more read.
 * Keys are looked at later, so it is bounded.
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
