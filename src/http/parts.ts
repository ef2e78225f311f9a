import { randomBytes } from 'node:crypto'
import proxyAddress from '@fastify/proxy-addr'
import type { RepresentationCache } from '../answers.ts'
import type { Config } from '../config.ts'
import type { BaseContext } from '../context.ts'
import type { GateParts } from './gate.ts'
import { watchLoad } from './load.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createObserver, type LineWriter } from './observe.ts'
import { createRateLimiter } from './rate-limit.ts'
import { createRepresentationCache } from './representations.ts'

/** What the server keeps beside its routes. */
export interface HttpParts {
  readonly answers: RepresentationCache | null
  readonly metrics: Metrics
  readonly gate: GateParts
  close(): void
}

export function createHttpParts({ config, db, clock, stopping }: BaseContext, lines: LineWriter): HttpParts {
  const answers = createRepresentationCache(config.cacheBytes)
  const metrics = createMetrics()
  const load = watchLoad()
  const gate: GateParts = {
    cache: answers,
    limiter: createRateLimiter(config.rateLimit),
    addressOf: addressReader(config),
    isOverloaded: load.isOverloaded,
    isDraining: () => stopping.aborted,
    epoch: db.epoch,
    now: clock.milliseconds,
    newRequestId: requestIds(),
    onAnswered: createObserver(config, metrics, lines, clock.milliseconds),
  }
  return { answers, metrics, gate, close: load.stop }
}

/** Enough for seventy billion requests; all ids are of one length, as a 404 must tell nothing by its own. */
const countDigits = 7

/** Random for the process, counted within it: unique and cheap. */
function requestIds(): () => string {
  const process = randomBytes(6).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return process + count.toString(36).padStart(countDigits, '0')
  }
}

/** The address of the connection, or what trusted proxies say it is (`X-Forwarded-For`, read from the right). */
function addressReader({ trustedProxies }: Config): GateParts['addressOf'] {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? ''
  const trust = proxyAddress.compile([...trustedProxies])
  return (request) => proxyAddress(request, trust) ?? ''
}
