import { promisify } from 'node:util'
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
} from 'node:zlib'
import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

/** Supported content codings, in our order of preference. */
export const codings = ['br', 'zstd', 'gzip', 'identity'] as const
export type Coding = (typeof codings)[number]

/** Below this size, compressing costs more than it saves. */
const worthwhileBytes = 1_024

const negotiated = new LRUCache<string, Coding>({ max: 500 })

/** Negotiates the content coding from `Accept-Encoding` (RFC 9110 §12.5.3). */
export function codingFor(acceptEncoding: string | undefined, bytes: number): Coding {
  if (!acceptEncoding || bytes < worthwhileBytes) return 'identity'
  const known = negotiated.get(acceptEncoding)
  if (known) return known
  const negotiator: Encodings = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } })
  const [best] = negotiator.encodings([...codings], { preferred: [...codings] })
  const coding = codings.find((one) => one === best) ?? 'identity'
  // The client chooses the key, so its length is bounded.
  if (acceptEncoding.length <= 200) negotiated.set(acceptEncoding, coding)
  return coding
}

/** The published types lack the second argument, which ranks codings of equal weight. */
interface Encodings {
  encodings(available: string[], options: { preferred: string[] }): string[]
}

type Encoder = Exclude<Coding, 'identity'>

// Measured on articles of 7.5 KB, each of which takes some 70 µs to answer: these levels take 35 to 70 µs. Brotli's level
// 5 takes 130 µs to save another twelfth, and gzip's level 6 takes 95 µs to save a fiftieth.
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }
const deflate = { level: 4 }

const encoders: Record<Encoder, (bytes: Buffer) => Buffer> = {
  br: (bytes) => brotliCompressSync(bytes, brotli),
  zstd: (bytes) => zstdCompressSync(bytes),
  gzip: (bytes) => gzipSync(bytes, deflate),
}

/** In the thread pool. */
const poolEncoders: Record<Encoder, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, brotli),
  zstd: promisify(zstdCompress),
  gzip: (bytes) => promisify(gzip)(bytes, deflate),
}

/** Up to this size, compressing takes less than 3 ms: less than a turn in the thread pool may have to wait. */
const syncBytesMax = 64 * 1024

/** Compresses at once if that is quick, else in the thread pool: 4 MiB take a tenth of a second. */
export function encode(bytes: Buffer, coding: Coding): Buffer | Promise<Buffer> {
  if (coding === 'identity') return bytes
  return (bytes.length > syncBytesMax ? poolEncoders : encoders)[coding](bytes)
}

const thorough: Record<Encoder, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  zstd: (bytes) => promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 12 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
}

/**
 * Compresses constant content in the thread pool, at higher levels: 1.7 MB of script take 100 ms and become a seventh
 * smaller than with `encode`. Brotli's level 11 takes two seconds to save another eleventh.
 */
export const encodeThoroughly = (bytes: Buffer, coding: Coding): Buffer | Promise<Buffer> =>
  coding === 'identity' ? bytes : thorough[coding](bytes)
