import { z } from 'zod'
import type { ArticleServices } from '../articles/listing/services.ts'
import { countUnresolved } from '../articles/listing/unresolved.ts'
import type { Database } from '../db/database.ts'
import { toBytes } from '../http/endpoints/answer.ts'
import type { ReadEndpoint } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import { operationsTag } from './tag.ts'

const Liveness = z
  .object({ status: z.literal('ok').describe('The process answers') })
  .meta({ id: 'Liveness', description: 'Whether the process lives' })

const Readiness = z
  .object({
    status: z.enum(['ok', 'unavailable']).describe('Whether this node should get traffic'),
    checks: z
      .object({
        stopping: z
          .boolean()
          .describe('Whether the server is to stop: it still answers, and wants no new clients'),
        storage: z.enum(['ok', 'unavailable']).describe('Whether the store answers'),
        unresolvedDisclaimers: z
          .int()
          .nullable()
          .describe(
            'Of the 500 newest articles, those not served because a required disclaimer is missing. Does not make the node unready',
          ),
      })
      .describe('What was looked at'),
  })
  .meta({ id: 'Readiness', description: 'Whether the node can serve' })

/** Probes may come often and from many places: the store is asked once in this time. */
const keptMs = 1_000

/** What readiness is asked of. */
export interface HealthServices extends Pick<ArticleServices, 'config' | 'disclaimers'> {
  readonly db: Pick<Database, 'snapshot' | 'isInPlace'>
  readonly clock: Clock
  readonly log: Log
  /** Aborted once the server is to stop. */
  readonly stopping: AbortSignal
}

export function healthRoutes(router: Router, services: HealthServices): void {
  const liveness = {
    operationId: 'getLiveness',
    tag: operationsTag,
    summary: 'Ask whether the process lives',
    description: 'Answers without touching the store.',
    path: '/livez',
    answer: Liveness,
    access: 'public',
    example: '/livez',
  } as const satisfies ReadEndpoint
  router.read(liveness, async () => ({ bytes: toBytes(Liveness, { status: 'ok' }) }))

  const readiness = {
    operationId: 'getReadiness',
    tag: operationsTag,
    summary: 'Ask whether the node can serve',
    description: 'Asks the store, at most once a second. 503 while it does not answer.',
    path: '/readyz',
    answer: Readiness,
    unavailable: Readiness,
    access: 'public',
    example: '/readyz',
  } as const satisfies ReadEndpoint
  const check = keepFor(keptMs, () => checkStore(services))
  router.read(readiness, async () => {
    const store = await check()
    const stopping = services.stopping.aborted
    const isReady = !stopping && store.storage === 'ok'
    const state = { status: isReady ? 'ok' : 'unavailable', checks: { stopping, ...store } } as const
    return { bytes: toBytes(Readiness, state), status: isReady ? 200 : 503 }
  })
}

type StoreState = Omit<z.input<typeof Readiness>['checks'], 'stopping'>

async function checkStore(services: HealthServices): Promise<StoreState> {
  if (!services.db.isInPlace()) {
    services.log.error({}, 'the store was deleted or replaced: start again')
    return { storage: 'unavailable', unresolvedDisclaimers: null }
  }
  try {
    return {
      storage: 'ok',
      unresolvedDisclaimers: await services.db.snapshot((db, epoch) =>
        countUnresolved(services, { db, epoch }, services.clock.now()),
      ),
    }
  } catch (error) {
    services.log.error({ err: error }, 'the store does not answer')
    return { storage: 'unavailable', unresolvedDisclaimers: null }
  }
}

/** The same answer for so long, however often it is asked for. */
function keepFor<Value>(milliseconds: number, make: () => Promise<Value>): () => Promise<Value> {
  let kept: { value: Promise<Value>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (!kept || now >= kept.until) kept = { value: make(), until: now + milliseconds }
    return kept.value
  }
}
