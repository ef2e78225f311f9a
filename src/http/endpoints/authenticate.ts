import type { FastifyRequest } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'
import type { AdmissionDependencies } from '../edge/admission.ts'
import { clientOf, createRateLimiter } from '../edge/rate-limit.ts'
import { isDeskPath } from '../protocol/desk-path.ts'
import type { KeyHolder, KeyRing } from './access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null if the request has no key. */
    holder: KeyHolder | null
  }
}

const wrongKeysPerMinute = 20

/**
 * Authenticates a request that has an Authorization header, on every path: an invalid key is never treated as no key.
 * Throws 401, or 429 after too many wrong keys from one client. A valid key is always accepted, so that a client that
 * guesses keys cannot lock out others at its address.
 */
export function createAuthenticator(
  keys: KeyRing,
  { addressOf, elapsed }: Pick<AdmissionDependencies, 'addressOf' | 'elapsed'>,
): (request: FastifyRequest) => Promise<KeyHolder> {
  const wrong = createRateLimiter(wrongKeysPerMinute)
  return async (request) => {
    const token = tokenOf(request)
    const holder = token === null ? null : await keys.find(token)
    if (holder) return holder
    const allowance = wrong?.take(clientOf(addressOf(request.raw)), elapsed())
    // Only on the desk: public reads have their own rate limit, and must not look like the desk.
    if (allowance && allowance.remaining < 0 && isDeskPath(request.url))
      throw tooManyWrongKeys(allowance.resetSeconds)
    throw invalidKey()
  }
}

function tokenOf({ raw }: FastifyRequest): string | null {
  const [header = '', ...more] = raw.headersDistinct.authorization ?? []
  return more.length > 0 ? null : (/^bearer +([\w~+/.-]+=*)$/i.exec(header)?.[1] ?? null)
}

const invalidKey = () =>
  refuse('invalid-key', 'The key is unknown, expired or revoked.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  })

const tooManyWrongKeys = (seconds: number) =>
  refuse('rate-limited', 'This address has sent too many wrong keys. `Retry-After` says when to try again.', {
    headers: { 'retry-after': String(seconds) },
  })

/** Throws 401 without a key, and 403 if the key has none of the scopes. */
export function requireScope(holder: KeyHolder | null, scopes: readonly string[]): KeyHolder {
  if (!holder)
    throw refuse('missing-key', 'This path needs an API key. Send it as Authorization: Bearer.', {
      headers: { 'www-authenticate': 'Bearer' },
    })
  if (scopes.some((scope) => holder.scopes.includes(scope))) return holder
  throw refuse('insufficient-scope', `This request needs a key with the scope ${scopes.join(' or ')}.`, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` },
  })
}
