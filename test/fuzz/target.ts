import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { publicUrl, sampleSlug, testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import type { RawDocument } from './document.ts'

/** Where requests go, and the names that lead to something there. */
export interface Target {
  readonly port: number
  readonly document: RawDocument
  readonly slugs: readonly string[]
  /** Lines that the server logged as errors. */
  readonly errors: readonly string[]
}

/**
 * The application as it is on a port, with articles in every state. `plant` may put a fault into it, which the fuzzer
 * is to find.
 */
export async function startTarget(plant: (app: FastifyInstance) => void = () => {}): Promise<Target> {
  const store = await testStore({ sample: true, startAt: '2026-03-20T00:00:00.000Z' })
  const slugs = await fill(store)
  // What was published is past by now, so that a moment behind it can be asked for.
  store.time.set('2026-04-01T00:00:00.000Z')
  const errors: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const stopping = new AbortController()
  const context = {
    ...store,
    log,
    stopping: stopping.signal,
    config: readConfig({ RATE_LIMIT: '1000000000', STREAMS_PER_CLIENT: '0', PUBLIC_URL: publicUrl }),
  }
  const app = await buildApp(context, { write: () => {} })
  onTestFinished(() => {
    stopping.abort()
    return app.close()
  })
  plant(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { port, document: app.swagger() as RawDocument, slugs, errors }
}

/** Articles of every state, whose slugs and ids are asked for. */
async function fill({ db }: Awaited<ReturnType<typeof testStore>>): Promise<string[]> {
  const desk = newsroom(db)
  const publish = (slug: string, fields: Parameters<typeof anArticle>[0] = {}, times = {}) =>
    desk.publish(articleKind, anArticle({ slug, ...fields }), times)

  const ids = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      publish(`story-${index}`, { urgency: 1 + (index % 9), type: index % 2 ? 'news' : 'analysis' }),
    ),
  )
  const moved = await publish('first-name')
  await desk.update(articleKind, moved, anArticle({ slug: 'second-name' }))
  await desk.correct(await publish('corrected'))
  await desk.retract(await publish('retracted'))
  await desk.hold(await publish('held'))
  await publish('blocked', { blockedIn: ['DE', 'EU'] })
  await publish('scheduled', {}, { publishAt: '2026-05-01T00:00:00.000Z' })
  const draft = await desk.draft(anArticle({ slug: 'draft' }))
  const named = [
    'first-name',
    'second-name',
    'corrected',
    'retracted',
    'held',
    'blocked',
    'scheduled',
    'draft',
  ]
  return [sampleSlug, sampleSlug, 'story-1', ...named, moved, draft, ...ids.slice(0, 3)]
}
