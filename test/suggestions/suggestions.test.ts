import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { removeReference } from '../../src/references/remove.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { testApp } from '../helpers.ts'
import { aDisclaimer, anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const organisation = (key: string, name: string, aliases: string[] = []) =>
  entityPut(EntityContent.parse({ key, name, aliases, type: 'organisation' }))
const stock = (key: string, name: string, listings: object[] = []) =>
  instrumentPut(InstrumentContent.parse({ key, name, assetClass: 'equity', listings }))
const about = (...keys: string[]) => keys.map((key) => ({ key, rel: 'about' as const, relevance: null }))

const minute = 60_000

async function openDesk(environment = {}) {
  const app = await testApp({ sample: false, environment })
  const { http, db } = app
  await db.write((write) =>
    putReferences(write, [
      organisation('alphabet', 'Alphabet', ['Google', 'Älphabet Holding']),
      organisation('goldman', 'Goldman Sachs'),
      organisation('gopro', 'GoPro'),
      stock('goog', 'Alphabet Inc. Class C', [
        { mic: 'XNAS', ticker: 'GOOG', primary: true },
        { mic: 'XETR', ticker: 'ABEC', primary: false },
      ]),
      topicPut(TopicContent.parse({ scheme: 'own', code: 'gold', name: 'gold and silver' })),
    ]),
  )
  const suggest = async (q: string, more = {}) => {
    const { body } = await http
      .get('/v1/search/suggestions')
      .query({ q, ...more })
      .expect(200)
    return body.data as { kind: string; key: string }[]
  }
  const keys = async (q: string, more = {}) =>
    (await suggest(q, more)).map(({ kind, key }) => `${kind} ${key}`)
  return { ...app, suggest, keys, desk: newsroom(db) }
}

const naming = (slug: string, entities: string[], fields: Parameters<typeof anArticle>[0] = {}) =>
  anArticle({ slug, headline: `Story ${slug}`, entities: about(...entities), ...fields })

test('instruments, entities, topics and articles are suggested in groups, with what the filter of each takes', async () => {
  const { suggest, desk } = await openDesk()
  const article = anArticle({
    slug: 'rates',
    headline: 'Gold Rises, Google Falls',
    publishedAt: '2026-03-01T08:00:00.000Z',
    entities: about('alphabet'),
    instruments: [{ key: 'goog', via: null, relevance: null }],
    topics: [{ scheme: 'own', code: 'gold' }],
  })
  await desk.publish(articleKind, article)
  expect(await suggest('go')).toEqual([
    {
      ...{ kind: 'instrument', key: 'goog', label: 'Alphabet Inc. Class C', detail: 'XNAS:GOOG', hits: [] },
      links: { self: '/v1/instruments/goog' },
    },
    {
      ...{ kind: 'entity', key: 'alphabet', label: 'Alphabet', detail: 'Google', hits: [] },
      links: { self: '/v1/entities/alphabet' },
    },
    {
      ...{ kind: 'topic', key: 'own:gold', label: 'gold and silver', detail: null, hits: [[0, 2]] },
      links: { self: '/v1/topics/own:gold' },
    },
    {
      ...{
        kind: 'article',
        key: 'rates',
        label: 'Gold Rises, Google Falls',
        detail: '2026-03-01T08:00:00.000Z',
      },
      hits: [
        [0, 2],
        [12, 2],
      ],
      links: { self: '/v1/articles/rates' },
    },
  ])
  expect((await suggest('alph'))[1]).toMatchObject({ key: 'alphabet', detail: null, hits: [[0, 4]] })
})

test('every word has to be there in any order, the last one as a beginning', async () => {
  const { keys, desk } = await openDesk()
  await desk.publish(
    articleKind,
    naming('one', ['goldman', 'alphabet'], { headline: 'Banks Rally in São Paulo' }),
  )
  for (const q of ['sachs gold', 'Goldman SA', 'SACHS', 'goldman'])
    expect(await keys(q)).toEqual(['entity goldman'])
  for (const q of ['rally b', 'sao paulo', 'PAU', 'in r']) expect(await keys(q)).toEqual(['article one'])
  for (const q of ['gold sachs', 'oldman', 'ral banks', '()', '"']) expect(await keys(q)).toEqual([])
  // A word of the name and one of an alias.
  expect(await keys('alphabet goo')).toEqual(['entity alphabet'])
})

test('popular references come first, counted at each full minute, and others in the order of their words', async () => {
  const { keys, desk, time } = await openDesk()
  await desk.publish(articleKind, naming('one', ['alphabet', 'goldman', 'gopro']))
  await desk.publish(articleKind, naming('two', ['gopro']))
  expect(await keys('go')).toEqual(['entity goldman', 'entity alphabet', 'entity gopro'])
  time.advance(minute)
  expect(await keys('go')).toEqual(['entity gopro', 'entity alphabet', 'entity goldman'])
  expect(await keys('go', { limit: 1 })).toEqual(['entity gopro'])
})

test('articles are suggested newest first, with a locale those in its language', async () => {
  const { keys, desk } = await openDesk()
  const dated = (slug: string, day: number, locale: string) =>
    anArticle({ slug, locale, headline: 'Zinsen', publishedAt: `2026-03-0${day}T08:00:00.000Z` })
  await desk.publish(articleKind, dated('older', 1, 'de-AT'))
  await desk.publish(articleKind, dated('newer', 3, 'de'))
  await desk.publish(articleKind, dated('middle', 2, 'en'))
  expect(await keys('z')).toEqual(['article newer', 'article middle', 'article older'])
  expect(await keys('z', { locale: 'de' })).toEqual(['article newer', 'article older'])
  expect(await keys('z', { limit: 2 })).toEqual(['article newer', 'article middle'])
})

test('what an embargoed story names is suggested at its moment, and no longer once the story is held', async () => {
  const { keys, desk, time } = await openDesk()
  const moment = '2026-04-01T12:00:00.000Z'
  const id = await desk.publish(articleKind, naming('merger', ['goldman']), { embargoedUntil: moment })
  expect(await keys('gold')).toEqual([])
  expect(await keys('merg')).toEqual([])
  time.set('2026-04-01T11:59:59.999Z')
  expect(await keys('gold')).toEqual([])
  time.set(moment)
  expect(await keys('gold')).toEqual(['entity goldman'])
  expect(await keys('merg')).toEqual(['article merger'])
  time.advance(1)
  await desk.hold(id)
  expect(await keys('gold')).toEqual([])
})

test('a reference is found by its current names alone, and an article by its current headline', async () => {
  const { keys, desk, db, time } = await openDesk()
  const id = await desk.publish(articleKind, naming('one', ['gopro'], { headline: 'First' }))
  time.advance(1)
  await db.write((write) => putReferences(write, [organisation('gopro', 'Hero Cameras')]))
  await desk.update(articleKind, id, naming('one', ['gopro'], { headline: 'Second' }))
  expect([await keys('gop'), await keys('fir')]).toEqual([[], []])
  expect([await keys('cam'), await keys('sec')]).toEqual([['entity gopro'], ['article one']])
  await desk.update(articleKind, id, naming('one', [], { headline: 'Third' }))
  expect(await keys('cam')).toEqual([])
})

test('a reference that was removed leaves no words', async () => {
  const { db } = await openDesk()
  await db.write((write) => removeReference(write, { kind: 'entity', key: 'gopro' }))
  const words = await db.snapshot((queries) =>
    queries.selectFrom('reference_word').select('word').where('key', '=', 'gopro').execute(),
  )
  expect(words).toEqual([])
})

test('what is blocked where the newsroom is, or lacks a required disclaimer, is not suggested', async () => {
  const { keys, desk, db } = await openDesk({ DEFAULT_JURISDICTION: 'DE' })
  await desk.publish(articleKind, naming('barred', ['gopro'], { blockedIn: ['DE'] }))
  await desk.publish(articleKind, naming('plain', ['goldman']))
  expect([await keys('go'), await keys('story')]).toEqual([['entity goldman'], ['article plain']])
  await desk.publish(disclaimerKind, aDisclaimer())
  await db.write((write) => putRules(write, [aRule({ disclaimer: 'absent', required: true })]))
  expect(await keys('story')).toEqual([])
})

test.each([
  ['q', '?q='],
  ['q', ''],
  ['q', `?q=${'a'.repeat(101)}`],
  ['limit', '?q=a&limit=0'],
  ['limit', '?q=a&limit=21'],
  ['limit', '?q=a&limit=x'],
  ['locale', '?q=a&locale=_'],
  ['asOf', '?q=a&asOf=2026-01-01T00:00:00Z'],
  ['cursor', '?q=a&cursor=a'],
])('%s is refused in %s', async (parameter, query) => {
  const { http } = await openDesk()
  const { body } = await http.get(`/v1/search/suggestions${query}`).expect(400)
  expect(body.errors[0].parameter).toBe(parameter)
})

test('suggestions are cached as lists are', async () => {
  const { http, desk } = await openDesk()
  const id = await desk.publish(articleKind, naming('one', ['goldman']))
  const { headers } = await http.get('/v1/search/suggestions?q=go').expect(200)
  expect(headers['cache-control']).toBe('public, max-age=5, stale-while-revalidate=15, stale-if-error=3600')
  expect(headers['surrogate-key']?.split(' ').sort()).toEqual(
    ['articles', 'entity/goldman', 'references'].sort(),
  )
  expect(id).toMatch(/^art_/)
})
