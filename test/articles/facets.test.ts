import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { countFacets, facetNames } from '../../src/articles/listing/facets.ts'
import type { Database } from '../../src/db/database.ts'
import { examinedMax } from '../../src/http/parameters/page.ts'
import { createPacer } from '../../src/kernel/pacer.ts'
import { entityPut, putReferences } from '../../src/references/put.ts'
import { EntityContent } from '../../src/references/schema.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'
import { putLibrary } from './library.ts'

const putName = (db: Database, key: string, name: string) =>
  db.write((write) =>
    putReferences(write, [entityPut(EntityContent.parse({ key, name, type: 'organisation' }))]),
  )

type Fields = Parameters<typeof anArticle>[0]

async function counted(...articles: Fields[]) {
  const world = await testApp({ sample: false })
  await putLibrary(world.db)
  await putName(world.db, 'acme', 'Acme Corporation')
  const desk = newsroom(world.db)
  const ids: string[] = []
  for (const [index, fields] of articles.entries())
    ids.push(await desk.publish(articleKind, anArticle({ slug: `s${index}`, ...fields })))
  const ask = async (query: string) => (await world.http.get(`/v1/articles?${query}`).expect(200)).body
  /** A facet in short: `news 2, live 1`. */
  const facet = async (name: string, query = '') => {
    const { facets } = await ask(`facets=${name}&${query}`)
    return facets[name]
      .map(({ value, count }: { value: string; count: number }) => `${value} ${count}`)
      .join(', ')
  }
  return { ...world, desk, ids, ask, facet }
}

const acme = { entities: [{ key: 'acme', rel: 'about' as const }], instruments: [{ key: 'acme-stock' }] }
const bolt = { entities: [{ key: 'bolt', rel: 'mentions' as const }], type: 'analysis' as const }
const rates = { topics: [{ scheme: 'medtop', code: '100' }] }

test('facets count the values of the whole list, with names, the most frequent first', async () => {
  const { ask } = await counted(acme, { ...acme, ...rates }, bolt)
  const body = await ask(`facets=${facetNames.join(',')}&limit=1`)
  expect(Object.keys(body)).toEqual(['data', 'page', 'facets'])
  expect(body.data).toHaveLength(1)
  expect(body.page).not.toHaveProperty('facetsCapped')
  expect(body.facets).toEqual({
    topic: [{ value: 'medtop:100', label: 'medtop:100', count: 1 }],
    instrument: [{ value: 'acme-stock', label: 'acme-stock', count: 2 }],
    entity: [
      { value: 'acme', label: 'Acme Corporation', count: 2 },
      { value: 'bolt', label: 'bolt', count: 1 },
    ],
    type: [
      { value: 'news', label: 'news', count: 2 },
      { value: 'analysis', label: 'analysis', count: 1 },
    ],
    locale: [{ value: 'en', label: 'en', count: 3 }],
  })
})

test('are absent if they are not asked for, and empty for an empty list', async () => {
  const { ask } = await counted(acme)
  expect(await ask('total=true')).not.toHaveProperty('facets')
  expect((await ask('facets=type,entity&author=nobody')).facets).toEqual({ type: [], entity: [] })
  expect((await ask('facets=type&q=()')).facets).toEqual({ type: [] })
})

test.each(['nonsense', 'type,', 'type,nonsense', 'type,type', 'Type', 'urgency', ''])(
  'facets=%s is refused',
  async (value) => {
    const { http } = await counted()
    const { body } = await http.get(`/v1/articles?facets=${value}`).expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'facets' }])
  },
)

test('facets follow every filter, the words and the jurisdiction of the list', async () => {
  const { facet } = await counted(
    { ...acme, headline: 'Rates fall', blockedIn: ['DE'] },
    { ...acme, type: 'live', locale: 'de' },
    bolt,
  )
  expect(await facet('type')).toBe('analysis 1, live 1, news 1')
  expect(await facet('type', 'entity=acme')).toBe('live 1, news 1')
  expect(await facet('type', 'entity=acme,bolt&locale=en')).toBe('analysis 1, news 1')
  expect(await facet('type', 'q=rate&sort=relevance')).toBe('news 1')
  expect(await facet('type', 'q=markets&sort=-updatedAt')).toBe('analysis 1, live 1')
  expect(await facet('type', 'jurisdiction=DE')).toBe('analysis 1, live 1')
})

test('a locale is listed if an article has it, with the count of its filter', async () => {
  const locales = ['de', 'de-at', 'de-AT', 'zh-hant-HK', 'en-GB-x-Own', 'pt-PT-u-nu-latn']
  const { facet, ask } = await counted(...locales.map((locale) => ({ locale })))
  const listed = 'de 3, de-AT 2, en-GB-x-own 1, pt-PT-u-nu-latn 1, zh-Hant-HK 1'
  expect(await facet('locale')).toBe(listed)
  for (const one of listed.split(', ')) {
    const [value, count] = one.split(' ')
    expect((await ask(`locale=${value}&total=true`)).page.total).toBe(Number(count))
  }
})

test('at most twenty values are listed, equally frequent ones by value', async () => {
  const { db, desk, facet } = await counted()
  const keys = Array.from({ length: 25 }, (_, index) => `e${String(index).padStart(2, '0')}`)
  for (const key of keys) await putName(db, key, key)
  const about = (some: string[]) => some.map((key) => ({ key, rel: 'about' as const }))
  await desk.publish(articleKind, anArticle({ slug: 'all', entities: about(keys.toReversed()) }))
  await desk.publish(articleKind, anArticle({ slug: 'last', entities: about(['e24']) }))
  const first = keys.slice(0, 19).map((key) => `${key} 1`)
  expect(await facet('entity')).toBe(['e24 2', ...first].join(', '))
})

test('a past moment has the facets and names of that time, and so have the pages of a walk', async () => {
  const { ask, desk, db, clock, time, ids } = await counted(acme, acme)
  const before = clock.now()
  const { page } = await ask('facets=entity&limit=1')
  time.advance(60_000)
  await putName(db, 'acme', 'Apex')
  await desk.hold(ids[0] ?? '')
  const then = { entity: [{ value: 'acme', label: 'Acme Corporation', count: 2 }] }
  expect((await ask('facets=entity')).facets).toEqual({
    entity: [{ value: 'acme', label: 'Apex', count: 1 }],
  })
  expect((await ask(`facets=entity&asOf=${before}`)).facets).toEqual(then)
  expect((await ask(page.next.split('?')[1])).facets).toEqual(then)
})

test('beyond 20,000 articles, counts are lower bounds and said to be', async () => {
  const { db, ask } = await counted(acme, acme)
  expect((await ask('facets=type')).page).not.toHaveProperty('facetsCapped')
  // Older entries of the index of terms; a count examines them as it would examine articles.
  await db.write(({ tx }) =>
    sql`
      with recursive entry (number) as (select 1 union all select number + 1 from entry where number < ${examinedMax})
      insert into publication_term (term, published_at, updated_at, publication_id)
      select '*', '2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z', 'pub_' || number from entry`.execute(
      tx,
    ),
  )
  const { page, facets } = await ask('facets=type&total=true')
  expect(page).toMatchObject({ total: 2, totalCapped: true, facetsCapped: true })
  expect(facets.type).toEqual([{ value: 'news', label: 'news', count: 2 }])
})

test('another facet is another entity tag, and so is another name', async () => {
  const { http, db } = await counted(acme)
  const tagOf = async (facets: string) => (await http.get(`/v1/articles?facets=${facets}`)).headers.etag
  const tags = [await tagOf('entity'), await tagOf('locale')]
  await putName(db, 'acme', 'Apex')
  tags.push(await tagOf('entity'))
  expect(new Set(tags).size).toBe(tags.length)
})

test('what is counted in several steps is put together', async () => {
  const { db } = await counted(acme, bolt)
  const known = await reading(db).selectFrom('publication').select('id').orderBy('published_at').execute()
  const [news = '', analysis = ''] = known.map(({ id }) => id)
  const ids = Array.from({ length: 4_000 }, (_, index) => `pub_${index}`)
  for (const [place, id] of [news, news, analysis, analysis].entries()) ids[place * 1_200] = id
  const facets = await countFacets(createPacer(), reading(db), ids, ['type'], '2026-04-01T00:00:00.000Z')
  expect(facets.type).toEqual(['analysis', 'news'].map((value) => ({ value, label: value, count: 2 })))
})
