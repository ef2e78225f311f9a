import type { FastifyInstance } from 'fastify'
import type { HttpParts } from '../http/edge/create-edge.ts'
import type { Context } from '../http/endpoints/context.ts'
import { countOverdue, headOf } from '../publishing/tape/tape.ts'

/** What the server counts of itself, for Prometheus. */
export function metricsRoutes(
  app: FastifyInstance,
  { db, clock }: Context,
  { metrics, answers }: HttpParts,
): void {
  metrics.watch({
    tapeHead: async () => (await headOf(db.read)).seq,
    overdueEntries: () => countOverdue(db.read, clock.now()),
    epoch: db.epoch,
    cacheBytes: () => answers?.size() ?? 0,
  })
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await metrics.text()
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(body)
  })
}
