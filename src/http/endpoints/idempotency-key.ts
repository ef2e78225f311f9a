import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'
import type { Repeatable } from './access.ts'

/** Reads the Idempotency-Key header, bare or as a quoted string; null if absent. Throws 400. */
export function readIdempotencyKey(request: FastifyRequest, isRequired: boolean): string | null {
  const given = request.raw.headersDistinct['idempotency-key']
  if (!given) {
    if (isRequired)
      throw malformedKey('Send an Idempotency-Key, so that a retry does not repeat this request.')
    return null
  }
  const [header = '', ...more] = given
  const text = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? header
  if (more.length > 0 || !/^[\x20-\x7e]{1,255}$/.test(text))
    throw malformedKey('Send Idempotency-Key once, with 1 to 255 printable ASCII characters.')
  return text
}

const malformedKey = (detail: string) => refuse('invalid-idempotency-key', detail)

/** Two requests are the same if method, URL, media type and body are equal. */
export function repeatable(request: FastifyRequest, keyId: string, idempotencyKey: string): Repeatable {
  const [mediaType = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';', 1)
  const hash = createHash('sha256').update(JSON.stringify([request.method, request.url, mediaType.trim()]))
  if (Buffer.isBuffer(request.body)) hash.update(request.body)
  return { keyId, idempotencyKey, sha256: hash.digest('hex') }
}

const waitMs = 5_000

/** Makes a repeat wait for the request that it repeats; after five seconds it is refused with 409. */
export function createQueue(): <Result>(request: Repeatable, work: () => Promise<Result>) => Promise<Result> {
  const underway = new Map<string, Promise<unknown>>()
  return async (request, work) => {
    const name = JSON.stringify([request.keyId, request.idempotencyKey])
    const earlier = underway.get(name)
    if (earlier) await settled(earlier)
    const mine = work()
    underway.set(name, mine)
    try {
      return await mine
    } finally {
      if (underway.get(name) === mine) underway.delete(name)
    }
  }
}

async function settled(earlier: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(inProgress()), waitMs)
  try {
    await Promise.race([earlier.catch(() => {}), promise])
  } finally {
    clearTimeout(timer)
  }
}

const inProgress = () =>
  refuse(
    'idempotency-in-progress',
    'A request with this Idempotency-Key is still in progress. Try again in a second.',
    {
      headers: { 'retry-after': '1' },
    },
  )
