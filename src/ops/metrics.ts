import { z } from 'zod'
import type { Database } from '../db/database.ts'
import type { ResponseCache } from '../http/edge/response-cache.ts'
import type { ReadEndpoint } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import type { Metrics } from '../http/telemetry/metrics.ts'
import type { Clock } from '../kernel/clock.ts'
import { countOverdue, headOf } from '../publishing/tape/tape.ts'
import { operationsTag } from './tag.ts'

/** What the metrics are read from. */
export interface MetricsServices {
  readonly db: Pick<Database, 'snapshot' | 'epoch'>
  readonly clock: Clock
  readonly metrics: Metrics
  readonly cache: ResponseCache | null
}

/** What the server counts of itself, for Prometheus. */
export function metricsRoutes(router: Router, { db, clock, metrics, cache }: MetricsServices): void {
  metrics.watch({
    tapeHead: () => db.snapshot(async (queries) => (await headOf(queries)).seq),
    overdueEntries: () => db.snapshot((queries) => countOverdue(queries, clock.now())),
    epoch: db.epoch,
    cacheBytes: () => cache?.size() ?? 0,
  })
  const endpoint = {
    operationId: 'getMetrics',
    tag: operationsTag,
    summary: 'Read the metrics',
    description: 'What the server counts of itself, in the text format of Prometheus.',
    path: '/metrics',
    answer: z.string(),
    mediaTypes: [metrics.contentType],
    access: 'public',
    example: '/metrics',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async () => ({ bytes: Buffer.from(await metrics.text()) }))
}
