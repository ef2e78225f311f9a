import { z } from 'zod'
import type { Database } from '../db/database.ts'
import type { ResponseCache } from '../http/edge/response-cache.ts'
import type { ReadEndpoint } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import type { LineWriter } from '../http/telemetry/access-log.ts'
import type { Metrics } from '../http/telemetry/metrics.ts'
import type { Clock } from '../kernel/clock.ts'
import { countOverdue, headOf } from '../publishing/tape/tape.ts'
import { countWebhooks, webhookLag } from '../webhooks/store.ts'
import { operationsTag } from './health.ts'

const MetricsText = z
  .string()
  .meta({ id: 'MetricsText', description: 'Metrics in the text format of Prometheus' })

export interface MetricsServices {
  readonly db: Pick<Database, 'snapshot' | 'epoch' | 'holds'>
  readonly clock: Clock
  readonly metrics: Metrics
  readonly cache: ResponseCache | null
  readonly streams: { count(): number }
  /** The log. */
  readonly lines: LineWriter
}

const nodeGauges = ({ clock, db }: MetricsServices) => ({
  offsetMs: () => clock.status()?.offsetMs ?? 0,
  pollAgeMs: () => clock.status()?.pollAgeMs ?? 0,
  lagMs: () => clock.status()?.lagMs ?? 0,
  appends: () => (db.holds('tape') ? 1 : 0),
})

export function metricsRoutes(router: Router, services: MetricsServices): void {
  const { db, clock, metrics, cache, streams, lines } = services
  metrics.watch({
    tapeHead: () => db.snapshot(async (queries) => (await headOf(queries)).seq),
    overdueEntries: () => db.snapshot((queries) => countOverdue(queries, clock.now())),
    epoch: db.epoch,
    cacheBytes: () => cache?.size() ?? 0,
    streams: streams.count,
    webhooks: () => db.snapshot(countWebhooks),
    webhookLagMs: () => db.snapshot((queries) => webhookLag(queries, clock.now())),
    clockBehindMs: clock.behindMs,
    logLinesDropped: () => lines.dropped?.() ?? 0,
    ...(clock.status() && { node: nodeGauges(services) }),
  })
  const endpoint = {
    operationId: 'getMetrics',
    tag: operationsTag,
    summary: 'Get the metrics',
    description: 'Metrics of this node in the Prometheus text format.',
    path: '/metrics',
    answer: MetricsText,
    mediaTypes: [metrics.contentType],
    access: 'public',
    example: '/metrics',
    isBesideStore: true,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async () => ({ bytes: Buffer.from(await metrics.text()) }))
}
