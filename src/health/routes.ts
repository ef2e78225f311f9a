import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { countUnresolved } from '../articles/unresolved.ts'
import type { Context } from '../context.ts'
import { type Operation, read, toBytes } from '../http/read.ts'

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

export function healthRoutes(app: FastifyInstance, context: Context): void {
  const liveness = {
    operationId: 'getLiveness',
    tag: 'Operations',
    summary: 'Ask whether the process lives',
    description: 'Answers without touching the store.',
    path: '/livez',
    answer: Liveness,
    cache: 'none',
    example: '/livez',
  } as const satisfies Operation
  read(app, context, liveness, async () => ({ bytes: toBytes(Liveness, { status: 'ok' }) }))

  const readiness = {
    operationId: 'getReadiness',
    tag: 'Operations',
    summary: 'Ask whether the node can serve',
    description: 'Asks the store, at most once a second. 503 while it does not answer.',
    path: '/readyz',
    answer: Readiness,
    unavailable: Readiness,
    cache: 'none',
    example: '/readyz',
  } as const satisfies Operation
  const check = keepFor(keptMs, () => checkStore(context))
  read(app, context, readiness, async () => {
    const store = await check()
    const stopping = context.stopping.aborted
    const isReady = !stopping && store.storage === 'ok'
    const state = { status: isReady ? 'ok' : 'unavailable', checks: { stopping, ...store } } as const
    return { bytes: toBytes(Readiness, state), status: isReady ? 200 : 503 }
  })
}

type StoreState = Omit<z.input<typeof Readiness>['checks'], 'stopping'>

async function checkStore(context: Context): Promise<StoreState> {
  if (!context.db.isInPlace()) {
    context.log.error({}, 'the store was deleted or replaced: start again')
    return { storage: 'unavailable', unresolvedDisclaimers: null }
  }
  try {
    return { storage: 'ok', unresolvedDisclaimers: await countUnresolved(context) }
  } catch (error) {
    context.log.error({ err: error }, 'the store does not answer')
    return { storage: 'unavailable', unresolvedDisclaimers: null }
  }
}

function keepFor<Value>(milliseconds: number, make: () => Promise<Value>): () => Promise<Value> {
  let kept: { value: Promise<Value>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (!kept || now >= kept.until) kept = { value: make(), until: now + milliseconds }
    return kept.value
  }
}
