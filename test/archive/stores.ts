import { pino } from 'pino'
import supertest from 'supertest'
import { buildApp } from '../../src/app.ts'
import { verify } from '../../src/archive/verify/verify.ts'
import { withSnapshot } from '../../src/archive/with-snapshot.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { Database } from '../../src/db/database.ts'
import { openFileSnapshot } from '../../src/db/sqlite/file-snapshot.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { toInstant } from '../../src/values/time.ts'
import { testStore } from '../helpers.ts'
import { exampleOf, operations } from '../laws/document.ts'
import { isStream } from '../laws/recorder.ts'
import { aDisclaimer, aMenu, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'

/** Runs verify on a store file. */
export const verifyFile = (file: string) =>
  withSnapshot(`The file ${file}`, openFileSnapshot(file), (snapshot) => verify(snapshot))

/** A moment after everything that `storyStore` does. */
export const later = '2026-04-02T00:00:00.000Z'

/** A store in which every act has happened, with a pending publication. */
export async function storyStore() {
  const store = await testStore({ sample: true })
  await tellStories(store.db)
  return store
}

async function tellStories(db: Database): Promise<void> {
  const desk = newsroom(db)
  const instrument = InstrumentContent.parse({
    key: 'acme-stock',
    name: 'Acme Inc.',
    assetClass: 'equity',
    issuer: 'acme',
    identifiers: [{ scheme: 'ric', value: 'ACME.O' }],
    listings: [{ mic: 'XNAS', ticker: 'M&M B', currency: 'USD', primary: true, validFrom: '2020-01-01' }],
  })
  const acme = (name: string) => entityPut(EntityContent.parse({ key: 'acme', type: 'organisation', name }))
  await db.write((write) => putReferences(write, [acme('Acme'), instrumentPut(instrument)]))
  const about = { entities: [{ key: 'acme', rel: 'about' as const }], instruments: [{ key: 'acme-stock' }] }
  const corrected = await desk.publish(articleKind, anArticle({ slug: 'corrected', ...about }))
  await desk.correct(corrected)
  await db.write((write) => putReferences(write, [acme('Acme Holdings')]))
  await desk.update(articleKind, corrected, anArticle({ slug: 'renamed', externalId: 'x-1', ...about }))
  const held = await desk.publish(articleKind, anArticle({ slug: 'held' }))
  await desk.hold(held)
  const released = await desk.publish(articleKind, anArticle({ slug: 'released' }))
  await desk.hold(released)
  await desk.release(released)
  const retracted = await desk.publish(articleKind, anArticle({ slug: 'retracted' }))
  await desk.retract(retracted)
  await desk.publish(articleKind, anArticle({ slug: 'expiring' }), { expiresAt: '2026-04-01T12:00:00.000Z' })
  await desk.publish(articleKind, anArticle({ slug: 'scheduled' }), { publishAt: '2026-05-01T00:00:00.000Z' })
  await desk.update(articleKind, released, anArticle({ slug: 'released', headline: 'Later' }), {
    embargoedUntil: '2026-05-01T00:00:00.000Z',
  })
  await desk.draft(anArticle({ slug: 'draft', externalId: '🎉'.repeat(200) }))
  await desk.publish(productMenuKind, aMenu())
  await desk.publish(disclaimerKind, aDisclaimer())
}

/** Every public URL: the examples of the API, each article and version, at several moments. */
export async function addressesOf(db: Database): Promise<string[]> {
  const examples = operations
    .filter(({ path, operation }) => /^\/(?:v1|feeds)\//.test(path) && !isStream(operation))
    .map(({ operation }) => exampleOf(operation))
  const slugs = await reading(db)
    .selectFrom('publication')
    .select(['name', 'version'])
    .where('kind', '=', 'article')
    .execute()
  const articles = slugs.flatMap(({ name, version }) => [
    ...['', '/versions', '/corrections', '/disclaimers', '/related'].map(
      (end) => `/v1/articles/${name}${end}`,
    ),
    `/v1/articles/${name}/versions/${version}`,
  ])
  const lists = [
    '/v1/articles?total=true',
    '/v1/articles?limit=2',
    '/v1/articles?instrument=XNAS:M%26M%20B&body=text',
  ]
  const others = [
    '/v1/corrections',
    '/v1/entities/acme',
    '/v1/instruments/XNAS:M%26M%20B',
    '/v1/events?limit=100',
  ]
  const timeless = [...examples, ...articles, ...lists, ...others]
  const entries = await reading(db).selectFrom('tape').select('at').distinct().orderBy('at').execute()
  const moments = entries.flatMap(({ at }) => [toInstant(Date.parse(at) - 1), at])
  const past = moments.flatMap((at) =>
    [
      '/v1/articles',
      '/v1/articles/renamed',
      '/v1/articles/corrected',
      '/v1/articles/held',
      '/v1/entities/acme',
      '/v1/articles/retracted',
    ].map((path) => `${path}?asOf=${at}`),
  )
  return [...new Set([...timeless, ...past])]
}

/** The responses of the application on a store file at a moment. */
export async function answersOf(file: string, at: string, addresses: readonly string[]) {
  const clock = createClock(() => Date.parse(at))
  const db = await openSqlite(file, clock)
  const log = pino({ level: 'silent' })
  const stopping = new AbortController().signal
  const config = readConfig({ RATE_LIMIT: '0', PUBLIC_URL: 'https://news.example' })
  const base = { db, clock, log, stopping, config }
  const app = await buildApp(base, { write: () => {} })
  await app.ready()
  const http = supertest(app.server)
  const answers: Record<string, unknown> = {}
  for (const address of addresses) {
    const { status, text, headers } = await http.get(address).buffer(true)
    const body = status >= 400 ? text.replace(/"requestId":"[^"]*"/, '') : text
    answers[address] = { status, body, etag: headers.etag, location: headers.location }
  }
  await app.close()
  await db.close()
  return answers
}
