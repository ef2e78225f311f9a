import { LRUCache } from 'lru-cache'
import { Agent, request } from 'undici'
import { version } from '../../kernel/version.ts'
import { type AddressGuard, AddressRefused, NameUnknown } from '../addresses.ts'
import { readRetryAfter } from '../schedule.ts'
import { createSigner, type Signer, signedHeaders } from '../signing.ts'

/** The longest time that an answer is waited for, from the search for the address on, in milliseconds. */
const timeoutMs = 10_000
/** Bytes of an answer that are read, and thrown away, so that the connection can be used again. */
const answerBytesMax = 64 * 1024
/** Interim answers (1xx) before the final one; each costs time in which nothing else is done. */
const interimMax = 16
/** Keys that are kept ready to sign: making one ready takes as long as a signature. */
const signersMax = 4_000
/** An idle connection is closed after this time, or earlier if the receiver says so. */
const keepAliveMs = 60_000

export interface Delivery {
  readonly url: string
  readonly id: string
  readonly body: string
  /** The keys that it is signed with, in base64. Texts, since the bytes of a small buffer take their whole pool along to a thread. */
  readonly keys: readonly string[]
  /** The time of the attempt in milliseconds since 1970. */
  readonly milliseconds: number
}

/** What came of an attempt: the status of an answer, or why there is none. */
export interface Attempted {
  readonly status: number | null
  readonly error: string | null
  /** What `Retry-After` asks for. */
  readonly retryAfterMs: number | null
  readonly ms: number
}

export interface Sender {
  /** Never rejects. Follows no redirect, and keeps nothing of the answer. */
  send(delivery: Delivery): Promise<Attempted>
  close(): Promise<void>
}

export function createSender(guard: AddressGuard): Sender {
  const agentFor = (protocol: 'http:' | 'https:') =>
    new Agent({
      connect: { lookup: guard.lookupFor(protocol), timeout: timeoutMs },
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
  const agents = { 'http:': agentFor('http:'), 'https:': agentFor('https:') }
  const signers = new LRUCache<string, Signer>({ max: signersMax })
  const signerOf = (keys: string): Signer => {
    const signer = signers.get(keys) ?? createSigner(Buffer.from(keys, 'base64'))
    signers.set(keys, signer)
    return signer
  }
  const post = async ({ url, body, ...more }: Delivery) => {
    guard.requireUrl(url)
    const flooded = new AbortController()
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), flooded.signal])
    let interims = 0
    const {
      statusCode,
      headers,
      body: answer,
    } = await request(url, {
      dispatcher: agents[new URL(url).protocol as 'https:'],
      method: 'POST',
      headers: { ...signedHeaders(more.keys.map(signerOf), { ...more, body }), ...fixedHeaders },
      body,
      signal,
      onInfo: () => {
        interims += 1
        if (interims > interimMax) flooded.abort(new InterimFlood())
      },
    })
    // The status decides. What follows is not waited for.
    answer.dump({ limit: answerBytesMax, signal }).catch(() => {})
    const retryAfter = headers['retry-after']
    return {
      status: statusCode,
      retryAfterMs: readRetryAfter(
        typeof retryAfter === 'string' ? retryAfter : undefined,
        more.milliseconds,
      ),
    }
  }
  return {
    async send(delivery) {
      const begun = performance.now()
      const outcome = await post(delivery).then(
        (answered) => ({ ...answered, error: null }),
        (error: unknown) => ({ status: null, error: nameOf(error), retryAfterMs: null }),
      )
      return { ...outcome, ms: Math.round(performance.now() - begun) }
    },
    async close() {
      await Promise.all(Object.values(agents).map((agent) => agent.destroy()))
    },
  }
}

const fixedHeaders = { 'content-type': 'application/json', 'user-agent': `Broadtape/${version}` }

class InterimFlood extends Error {}

/** Why there was no answer, in the words of the API. */
function nameOf(error: unknown): string {
  if (error instanceof AddressRefused) return 'refused-address'
  if (error instanceof NameUnknown) return 'unknown-name'
  const { name = '', code = '' } = error as NodeJS.ErrnoException
  if (name === 'TimeoutError' || /TIMEOUT|TIMEDOUT/.test(code)) return 'timeout'
  if (error instanceof InterimFlood || /HTTPParser|UND_ERR_(?:RES|HEADERS)_/.test(`${name} ${code}`))
    return 'invalid-answer'
  if (/CERT|TLS|SSL|EPROTO|SIGNED|ALTNAME|ISSUER|VERIFY/.test(code)) return 'tls'
  return code === 'ECONNREFUSED' ? 'connection-refused' : 'connection-lost'
}
