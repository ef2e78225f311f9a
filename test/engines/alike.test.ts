import { expect, onTestFinished, test } from 'vitest'
import { copy } from '../../src/archive/exchange/copy.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { StoreSnapshot } from '../../src/db/database.ts'
import { openStoreSnapshot } from '../../src/db/postgres/store-snapshot.ts'
import { openFileSnapshot } from '../../src/db/sqlite/file-snapshot.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { testApp, testStore } from '../helpers.ts'
import { deliveryPaths } from '../http/paths.ts'
import { urls } from '../laws/cache-tags.ts'
import { aBlock, aDisclaimer, aMenu, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { urlOf } from '../stores.postgres.ts'
import { type EngineName, storesOf } from '../stores.ts'

/** Headlines in every script, with what a store might fold, order or cut by rules of its own. */
const headlines = [
  ...[
    'Zürich straße',
    'ZÜRICH STRASSE',
    'Ærø og Ølgod',
    'İstanbul ile ısı',
    'Ελλάδα ς Σ',
    'Биржа Ёлки',
    'שוק ההון',
  ],
  ...[
    'سوق الأسهم',
    '東京株式市場が上昇',
    '증권 시장 상승',
    'ตลาดหุ้นไทย',
    'शेयर बाज़ार',
    'Ⅷ ﬁ ½ ②',
    'a\u0301 á ａ',
    '𝔸𝔻𝔸 🚀🏳️‍🌈',
  ],
  ...[
    'BRK.B & U.S. 1,234.5',
    '%_\\ \'"` $1 ? :x',
    "O'Neil -- /* */ ;",
    'Internationalisierungsverfahren der Bank',
    '~ last',
    '! first',
  ],
]
const questions = [
  ...[
    'zürich',
    'strasse',
    'STRASSE*',
    'ærø',
    'istanbul',
    'σ',
    'биржа',
    'ёлки',
    'שוק',
    'سوق',
    '東京',
    '市場が',
    '株',
    '증권',
    'ตลาด',
  ],
  ...[
    'शेयर',
    'viii',
    'á',
    'ada',
    'brk.b',
    '1,234.5',
    'o neil',
    '"der bank"',
    'internationalisierungsv*',
    'internationalisierungsverfahren',
  ],
  ...[
    'shares',
    'share rose',
    '"shares rose"',
    '"rose shares"',
    'shares -bank',
    '-bank',
    'ba*',
    'en*',
    '%',
    "'",
    '\\',
    '!',
    'x'.repeat(200),
  ],
]
const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'relevance']

const paths = [
  ...urls,
  ...questions.flatMap((q) =>
    sorts.map((sort) => `/v1/articles?q=${encodeURIComponent(q)}&sort=${sort}&total=true&limit=5`),
  ),
  ...sorts.slice(0, 3).map((sort) => `/v1/articles?sort=${sort}&limit=4&total=true`),
  ...['/v1/articles/none%00', '/v1/articles/%F0%9F%9A%80', '/v1/entities/a%00', '/v1/articles?entity=a%00'],
  ...[
    '/v1/articles?cursor=none',
    '/v1/articles?limit=0',
    '/v1/articles?x=1',
    '/v1/events?after=999',
    '/v1/none',
  ],
  ...deliveryPaths.map((path) => `${path}?limit=2`),
  ...['', '&q=rose', '&q=ba*', '&entity=acme', '&type=news,analysis'].map(
    (more) => `/v1/articles?facets=topic,instrument,entity,type,locale&total=true&limit=3${more}`,
  ),
]

/** Everything but what differs from one request to the next. */
async function ask(app: Awaited<ReturnType<typeof testApp>>, path: string) {
  const { status, headers, text } = await app.http.get(path)
  const { date: _, 'x-request-id': id = '', ...others } = headers
  return { path, status, headers: others, text: text.replaceAll(id, '') }
}

async function fill({ db }: Awaited<ReturnType<typeof testStore>>): Promise<void> {
  const desk = newsroom(db)
  const about = { entities: [{ key: 'acme', rel: 'about' as const }], instruments: [{ key: 'acme-stock' }] }
  await db.write((write) =>
    putReferences(write, [
      entityPut(EntityContent.parse({ key: 'acme', name: 'Ácme', type: 'organisation' })),
      instrumentPut(
        InstrumentContent.parse({
          ...{ key: 'acme-stock', name: 'Acme', assetClass: 'equity' },
          listings: [{ mic: 'XNAS', ticker: 'ACME', primary: true, validTo: '2030-01-01' }],
        }),
      ),
    ]),
  )
  const ids: string[] = []
  for (const [index, headline] of headlines.entries())
    ids.push(
      await desk.publish(
        articleKind,
        anArticle({ ...about, headline, slug: `story-${index}`, body: [aBlock(`Shares rose. ${headline}`)] }),
      ),
    )
  const [corrected = '', held = '', retracted = '', updated = ''] = ids
  await desk.correct(corrected)
  await desk.hold(held)
  await desk.retract(retracted)
  await desk.update(articleKind, updated, anArticle({ slug: 'story-3', headline: 'Later' }), {
    publishAt: '2026-04-01T00:00:30.000Z',
  })
  await desk.publish(disclaimerKind, aDisclaimer())
  await desk.publish(productMenuKind, aMenu())
}

test('a store that was copied to the other engine and back answers every request with the same bytes', {
  timeout: 90_000,
}, async () => {
  const source = await testStore({ sample: true, engine: 'sqlite' })
  await fill(source)
  await source.db.close()
  const there = await copyTo('postgres', await openFileSnapshot(source.file))
  const back = await copyTo('sqlite', await openStoreSnapshot(urlOf(there)))
  const apps = [
    await testApp({ engine: 'sqlite', copyOf: back }),
    await testApp({ engine: 'postgres', copyOf: there }),
  ]
  for (const { time } of apps) time.advance(120_000)
  const [file, server] = apps
  if (!file || !server) throw new Error('no application')
  const walked = [...paths]
  for (const path of walked) {
    const answer = await ask(file, path)
    expect(await ask(server, path)).toEqual(answer)
    const next = /"next":"([^"]+)"/.exec(answer.text)?.[1]
    if (next && !next.startsWith('/v1/events') && walked.length < 600) walked.push(next)
  }
  expect(walked.length).toBeGreaterThan(300)
})

/** Copies into an empty store of the engine. Returns its place. */
async function copyTo(engine: EngineName, snapshot: StoreSnapshot): Promise<string> {
  const store = await storesOf(engine).create()
  onTestFinished(() => store.remove())
  const db = await store.open(createClock())
  await copy(snapshot, db, () => {})
  await snapshot.close()
  await db.close()
  return store.place
}
