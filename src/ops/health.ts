import { z } from 'zod'
import { findNewestTraits } from '../articles/listing/find-page.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import type { Database, View } from '../db/database.ts'
import { toBytes } from '../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../http/endpoints/endpoint.ts'
import type { ReadDependencies } from '../http/endpoints/read.ts'
import type { Router } from '../http/endpoints/router.ts'
import { type Clock, isSetBack } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Instant } from '../values/time.ts'
import { countWebhooks } from '../webhooks/store.ts'

export const operationsTag: Tag = {
  name: 'Operations',
  description: 'Health checks and metrics for operators',
}

const Liveness = z
  .object({ status: z.literal('ok').describe('The process responds') })
  .meta({ id: 'Liveness', description: 'Whether the process is alive' })

const Availability = z
  .enum(['ok', 'unavailable'])
  .meta({ id: 'Availability', description: 'Whether something can be used' })

const Readiness = z
  .object({
    status: Availability.describe('Whether this node should receive traffic'),
    checks: z
      .object({
        stopping: z
          .boolean()
          .describe('Whether the server is shutting down: it still responds, but should get no new clients'),
        storage: Availability.describe('Whether the store responds'),
        clock: z.enum(['ok', 'behind']).meta({
          id: 'ClockState',
          description:
            'Whether the system clock is more than a second behind the last instant of the store: nothing can be published until it has caught up; does not affect readiness',
        }),
        node: z
          .object({
            offsetMs: z.int().describe('How far the clock of the database is ahead of that of this machine'),
            pollAgeMs: z.int().describe('Time since the database was asked last'),
            lagMs: z
              .int()
              .describe(
                'How far the moment as of which this node answers is behind the clock of the database',
              ),
            appendsToTape: z
              .boolean()
              .describe('Whether this node is the one that appends to the tape what has become due'),
          })
          .nullable()
          .meta({
            id: 'NodeState',
            description:
              'This node among those that share a database, in milliseconds; null if it serves the store alone; does not affect readiness',
          }),
        unresolvedDisclaimers: z
          .int()
          .nullable()
          .describe(
            'How many of the 500 newest articles are not served because a required disclaimer is missing; does not affect readiness',
          ),
        disabledWebhooks: z
          .int()
          .nullable()
          .describe('How many webhooks are disabled; does not affect readiness'),
      })
      .meta({ id: 'ReadinessChecks', description: 'Results of the checks' }),
  })
  .meta({ id: 'Readiness', description: 'Whether the node can serve' })

/** Probes may be frequent: the store is queried at most once in this many milliseconds. */
const keptMs = 1_000

export interface HealthServices extends Pick<ArticleServices, 'config' | 'disclaimers'> {
  readonly db: Pick<Database, 'snapshot' | 'isInPlace' | 'holds'>
  readonly clock: Clock
  readonly stableIntervalAt: ReadDependencies['stableIntervalAt']
  readonly log: Log
  /** Aborted when the server begins to shut down. */
  readonly stopping: AbortSignal
}

export function healthRoutes(router: Router, services: HealthServices): void {
  const liveness = {
    operationId: 'getLiveness',
    tag: operationsTag,
    summary: 'Check liveness',
    description: 'Responds without touching the store.',
    path: '/livez',
    isBesideStore: true,
    answer: Liveness,
    access: 'public',
    example: '/livez',
  } as const satisfies ReadEndpoint
  router.read(liveness, async () => ({ bytes: toBytes(Liveness, { status: 'ok' }) }))

  const readiness = {
    operationId: 'getReadiness',
    tag: operationsTag,
    summary: 'Check readiness',
    description:
      'Queries the store, at most once a second. 503 while the store does not respond or the server is shutting down.',
    path: '/readyz',
    isBesideStore: true,
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
    const clock = isSetBack(services.clock.behindMs()) ? 'behind' : 'ok'
    const status = isReady ? 'ok' : 'unavailable'
    const checks = { stopping, clock, node: nodeState(services), ...store } as const
    const state = { status, checks } as const
    return { bytes: toBytes(Readiness, state), status: isReady ? 200 : 503 }
  })
}

function nodeState({ clock, db }: HealthServices) {
  const state = clock.status()
  return state && { ...state, appendsToTape: db.holds('tape') }
}

type StoreState = Omit<z.input<typeof Readiness>['checks'], 'stopping' | 'clock' | 'node'>

async function checkStore(services: HealthServices): Promise<StoreState> {
  if (!services.db.isInPlace()) {
    services.log.error({}, 'the store was deleted, replaced or truncated: restart the server')
    return unavailable
  }
  try {
    return await services.db.snapshot(async (db, epoch) => ({
      storage: 'ok',
      unresolvedDisclaimers: await countUnresolved(services, { db, epoch }, services.clock.now()),
      disabledWebhooks: (await countWebhooks(db)).disabled,
    }))
  } catch (error) {
    services.log.error({ err: error }, 'the store does not respond')
    return unavailable
  }
}

const unavailable = { storage: 'unavailable', unresolvedDisclaimers: null, disabledWebhooks: null } as const

/** Caches the result of `make` for this many milliseconds. */
function keepFor<Value>(milliseconds: number, make: () => Promise<Value>): () => Promise<Value> {
  let kept: { value: Promise<Value>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (!kept || now >= kept.until) kept = { value: make(), until: now + milliseconds }
    return kept.value
  }
}

/** Number of newest articles checked: more than a front page shows, and still fast. */
const examined = 500

/** Counts the newest public articles not served because a required disclaimer has no text for the default jurisdiction. */
async function countUnresolved(
  { config, disclaimers, stableIntervalAt }: HealthServices,
  view: View,
  at: Instant,
): Promise<number> {
  const { since } = await stableIntervalAt(view, ['disclaimers'], at)
  const resolver = await disclaimers.at(view, since, null)
  const all = await findNewestTraits(view.db, at, config.defaultJurisdiction, examined)
  return all.filter((traits) => resolver.shown(JSON.parse(traits)).unresolved.length > 0).length
}
