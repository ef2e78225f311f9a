import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import type { HttpParts } from '../http/parts.ts'
import { countDue, headOf } from '../publishing/tape.ts'

/** What the server counts of itself, for Prometheus. */
export function metricsRoutes(app: FastifyInstance, { db }: Context, { metrics, answers }: HttpParts): void {
  metrics.watch({
    tapeHead: async () => (await headOf(db.read)).seq,
    dueEntries: () => countDue(db.read),
    epoch: db.epoch,
    cacheBytes: () => answers?.size() ?? 0,
  })
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.text()
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text)
  })
}
