import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

/** Content codings in the order of our preference. */
export const codings = ['br', 'zstd', 'gzip', 'identity'] as const
export type Coding = (typeof codings)[number]

/** Below this size, compressing costs more than it saves. */
const worthwhileBytes = 1_024

const negotiated = new LRUCache<string, Coding>({ max: 500 })

/** The coding that an `Accept-Encoding` asks for (RFC 9110 §12.5.3). */
export function codingFor(acceptEncoding: string | undefined, bytes: number): Coding {
  if (!acceptEncoding || bytes < worthwhileBytes) return 'identity'
  const known = negotiated.get(acceptEncoding)
  if (known) return known
  const negotiator: Encodings = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } })
  const [best] = negotiator.encodings([...codings], { preferred: [...codings] })
  const coding = codings.find((one) => one === best) ?? 'identity'
  // Few clients send more than a few hundred characters here, and the key is theirs.
  if (acceptEncoding.length <= 200) negotiated.set(acceptEncoding, coding)
  return coding
}

/** The published types do not know the second argument: which to take among those that are equally welcome. */
interface Encodings {
  encodings(available: string[], options: { preferred: string[] }): string[]
}

const encoders: Record<Exclude<Coding, 'identity'>, (bytes: Buffer) => Buffer> = {
  // Level 5 takes a third of a millisecond for a list; level 11 takes fifty times as long for a sixth less.
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  zstd: (bytes) => zstdCompressSync(bytes),
  gzip: (bytes) => gzipSync(bytes),
}

export const encode = (bytes: Buffer, coding: Coding): Buffer =>
  coding === 'identity' ? bytes : encoders[coding](bytes)
