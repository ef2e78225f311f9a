import type { FastifyRequest } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'
import type { AdmissionParts } from '../edge/admission.ts'
import { clientOf, createRateLimiter } from '../edge/rate-limit.ts'
import { isDeskPath } from '../protocol/desk-path.ts'
import type { KeyHolder, KeyRing } from './access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key came with the request; null where none did. */
    holder: KeyHolder | null
  }
}

const wrongKeysPerMinute = 20

/**
 * Reads the key of a request that has an Authorization header, on every path: a key that is not valid is never taken
 * for none. Throws 401, and 429 for a client with too many wrong ones; a key that is valid is always taken, or whoever
 * shares an address with a client that guesses would be shut out.
 */
export function createAuthenticator(
  keys: KeyRing,
  { addressOf, now }: Pick<AdmissionParts, 'addressOf' | 'now'>,
): (request: FastifyRequest) => Promise<KeyHolder> {
  const wrong = createRateLimiter(wrongKeysPerMinute)
  return async (request) => {
    const token = tokenOf(request)
    const holder = token === null ? null : await keys.find(token)
    if (holder) return holder
    const allowance = wrong?.take(clientOf(addressOf(request.raw)), now())
    // Public reads have a limit of their own, and never look like the desk.
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
  refuse('invalid-key', 'The key is not valid.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  })

const tooManyWrongKeys = (seconds: number) =>
  refuse('rate-limited', 'Too many wrong keys came from this address.', {
    headers: { 'retry-after': String(seconds) },
  })

/** Throws 401 where no key came, and 403 where it has none of the scopes. */
export function requireScope(holder: KeyHolder | null, scopes: readonly string[]): KeyHolder {
  if (!holder)
    throw refuse('missing-key', 'This address needs a key.', {
      headers: { 'www-authenticate': 'Bearer' },
    })
  if (scopes.some((scope) => holder.scopes.includes(scope))) return holder
  throw refuse('insufficient-scope', `This needs a key with the scope ${scopes.join(' or ')}.`, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` },
  })
}
