import { expect, test } from 'vitest'
import { createRandom } from '../../seeds/synthetic/random.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import type { Write } from '../../src/db/database.ts'
import { writeCursor } from '../../src/http/parameters/cursor.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { addRevision, createDocument } from '../../src/publishing/documents/documents.ts'
import { addMilliseconds } from '../../src/values/time.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'
import { many, putMany } from './many-references.ts'
import { plainRelated, versionsIn } from './plain-related.ts'

type Fields = Parameters<typeof anArticle>[0]
interface Item {
  readonly id: string
  readonly slug: string
  readonly reasons: readonly { readonly kind: string; readonly key: string; readonly label: string }[]
}

/** An empty store with many references. */
async function open(environment = {}) {
  const app = await testApp({ sample: false, environment })
  await putMany(app.db)
  const desk = newsroom(app.db)
  return {
    ...app,
    desk,
    publish: (slug: string, fields: Fields = {}, times = {}) =>
      desk.publish(articleKind, anArticle({ slug, ...fields }), times),
    list: async (name: string, query = ''): Promise<Item[]> =>
      (await app.http.get(`/v1/articles/${name}/related${query}`).expect(200)).body.data,
  }
}

const about = (key: string) => ({ key, rel: 'about' as const })
const mentioned = (key: string) => ({ key, rel: 'mentions' as const })
const topic = (code: string) => ({ scheme: 'own', code })
const asText = ({ reasons }: Item) => reasons.map(({ kind, key }) => `${kind} ${key}`)
const slugsOf = (items: readonly Item[]) => items.map(({ slug }) => slug).join(' ')

test('what has most in common stands first, each with its reasons, the strongest first', async () => {
  const { publish, list } = await open()
  const id = await publish('asked', {
    storyKey: 'story',
    instruments: [{ key: 'i1' }],
    entities: [about('e1'), mentioned('e2')],
    topics: [topic('t1')],
  })
  await publish('same-topic', { topics: [topic('t1'), topic('t2')] })
  await publish('same-mention', { entities: [about('e2')] })
  await publish('same-entity', { entities: [mentioned('e1')], topics: [topic('t1')] })
  await publish('same-stock', { instruments: [{ key: 'i1' }] })
  await publish('same-story', { storyKey: 'story' })
  await publish('translated', { locale: 'de', translation: { of: id, version: 1, method: 'human' } })
  await publish('nothing', { entities: [about('e9')], topics: [topic('t9')] })
  const items = await list('asked')
  expect(slugsOf(items)).toBe('same-stock translated same-entity same-story same-mention same-topic')
  expect(items.map(({ reasons }) => reasons)).toEqual([
    [{ kind: 'instrument', key: 'i1', label: 'Stock i1' }],
    [{ kind: 'translation', key: 'de', label: 'de' }],
    [
      { kind: 'entity', key: 'e1', label: 'Entity e1' },
      { kind: 'topic', key: 'own:t1', label: 'Topic t1' },
    ],
    [{ kind: 'story', key: 'story', label: 'story' }],
    [{ kind: 'entity', key: 'e2', label: 'Entity e2' }],
    [{ kind: 'topic', key: 'own:t1', label: 'Topic t1' }],
  ])
  expect(await list('nothing')).toEqual([])
})

/** 180 articles of every age, with frequent and rare references, updated, held, expired, scheduled, and translated. */
async function archive() {
  const world = await open({ DEFAULT_JURISDICTION: 'AT' })
  const { db, desk, time } = world
  const random = createRandom(15)
  const ids: string[] = []
  /** Few, of which the first of all are frequent; now and then more than count. */
  const some = (all: readonly string[], max: number): string[] => {
    if (random.below(6) === 0) return random.shuffle(all).slice(0, 13)
    const drawn = Array.from({ length: random.below(max + 1) }, () =>
      random.below(1 + random.below(all.length)),
    )
    return [...new Set(drawn)].flatMap((place) => all[place] ?? [])
  }
  const fieldsOf = (index: number): Fields => ({
    slug: `a-${index}`,
    storyKey: `story-${random.below(60)}`,
    locale: random.pick(['en', 'de', 'fr']),
    publishedAt: addMilliseconds(
      '2026-04-01T00:00:00.000Z',
      -random.below(random.below(220 * 86_400) * 1_000 + 1),
    ),
    instruments: some(many.instruments, 8).map((key) => ({ key })),
    entities: some(many.entities, 14).map((key) => (random.below(2) ? about(key) : mentioned(key))),
    topics: some(many.topics, 8).map(topic),
    blockedIn: random.below(20) ? [] : ['EU'],
    translation:
      ids.length > 0 && random.below(6) === 0
        ? { of: random.pick(ids), version: 1, method: 'machine' as const }
        : null,
  })
  const add = async (write: Write, index: number) => {
    const documentId = await createDocument(write, articleKind, anArticle(fieldsOf(index)))
    const publishAt = random.below(15) ? null : '2026-04-05T00:00:00.000Z'
    const expiresAt = publishAt || random.below(15) ? null : '2026-04-03T00:00:00.000Z'
    await publish(write, articleKind, { documentId, revision: 1, publishAt, expiresAt })
    if (!publishAt) ids.push(documentId)
  }
  await db.write(async (write) => {
    for (let index = 0; index < 180; index += 1) await add(write, index)
  })
  time.set('2026-04-02T00:00:00.000Z')
  for (let index = 0; index < 180; index += 9) {
    const id = ids[index]
    if (!id) break
    await desk.update(articleKind, id, anArticle(fieldsOf(1_000 + index)))
    if (index % 2) await desk.hold(id)
    if (index % 5 === 0) await desk.retract(id)
  }
  // Superseded versions of one article stand before all others with a frequent instrument.
  const liveId = await desk.publish(articleKind, live)
  await db.write((write) => restate(write, liveId, live, 420))
  time.set('2026-04-04T00:00:00.000Z')
  return world
}

const live = anArticle({
  ...{ slug: 'live', instruments: [{ key: 'i0' }], publishedAt: '2026-04-01T00:00:00.000Z' },
})

/** Publishes the same again and again. */
async function restate(write: Write, documentId: string, content: ArticleContent, times: number) {
  for (let count = 0; count < times; count += 1) {
    const revision = await addRevision(write, articleKind, documentId, content)
    await publish(write, articleKind, { documentId, revision })
  }
}

test('the list, its order and its reasons are those of docs/api.md, at past moments too', async () => {
  const { http, db, clock } = await archive()
  const versions = await versionsIn(db)
  const moments = ['2026-04-01T12:00:00.000Z', '2026-04-02T12:00:00.000Z', clock.now()]
  let compared = 0
  for (const at of moments) {
    const visible = versions.filter(
      ({ from, until, content }) => from <= at && (!until || at < until) && content.blockedIn.length === 0,
    )
    const unblocked = versions.filter(({ content }) => content.blockedIn.length === 0)
    for (const { id } of visible.filter((_, index) => index % 24 === 0)) {
      const items = await walk<Item>(http, `/v1/articles/${id}/related?limit=100&asOf=${at}`)
      const seen = items.map((item) => ({ id: item.id, reasons: asText(item) }))
      const expected = plainRelated(unblocked, id, at)
      expect(seen).toEqual(expected)
      compared += seen.length
    }
  }
  expect(compared).toBeGreaterThan(1_200)
}, 60_000)

test('a walk gives each item once, however much is published meanwhile', async () => {
  const { http, publish } = await open()
  const fields = { instruments: [{ key: 'i1' }], entities: [about('e1')] }
  await publish('asked', fields)
  for (let index = 0; index < 9; index += 1)
    await publish(`old-${index}`, index % 2 ? fields : { instruments: fields.instruments })
  let count = 0
  const seen = await walk<Item>(http, '/v1/articles/asked/related?limit=2', async () => {
    // Rarer by these, and with other articles before and behind it.
    for (const some of [fields, { entities: fields.entities }]) {
      count += 1
      await publish(`new-${count}`, some)
    }
  })
  const slugs = seen.map(({ slug }) => slug)
  expect(slugs.slice().sort()).toEqual(Array.from({ length: 9 }, (_, index) => `old-${index}`))
})

test('a cursor that names no place is refused, and one that names any place goes on from there', async () => {
  const { http, publish, clock } = await open()
  await publish('asked', { topics: [topic('t1')] })
  await publish('other', { topics: [topic('t1')] })
  const path = '/v1/articles/asked/related'
  const at = (...after: string[]) =>
    http.get(`${path}?cursor=${writeCursor(`${path}?`, { pinned: clock.now(), after })}`)
  for (const points of ['', '0', '-1', '1e3', '12345', 'x']) {
    const { body } = await at(points, '', '').expect(400)
    expect(body.code).toBe('invalid-cursor')
  }
  await at('8', '2026-04-01T00:00:00.000Z').expect(400)
  expect((await at('9', 'x', '\u0000').expect(200)).body.data).toHaveLength(1)
  expect((await at('1', '', '').expect(200)).body.data).toHaveLength(0)
})

test('what is not public or blocked is not related, and makes nothing less rare', async () => {
  const { db, publish, desk, list } = await open({ DEFAULT_JURISDICTION: 'AT' })
  const fields = { instruments: [{ key: 'i1' }] }
  await publish('asked', { ...fields, entities: [about('e1')] })
  await publish('open', fields)
  for (let index = 0; index < 2; index += 1)
    await publish(`entity-${index}`, { entities: [about('e1')], storyKey: 'asked' })
  // Points of the instrument: 70; of the entity 30, and of the story 30. If it were less rare, these would stand first.
  expect(slugsOf(await list('asked'))).toMatch(/^open entity/)
  const later = { publishAt: '2026-05-01T00:00:00.000Z' }
  for (let index = 0; index < 5; index += 1) {
    await publish(`later-${index}`, fields, later)
    await publish(`blocked-${index}`, { ...fields, blockedIn: ['EU'] })
    await desk.hold(await publish(`held-${index}`, fields))
    await desk.retract(await publish(`retracted-${index}`, fields))
  }
  const often = anArticle({ slug: 'often', ...fields })
  const id = await desk.publish(articleKind, often)
  await db.write((write) => restate(write, id, often, 400))
  await desk.retract(id)
  expect(slugsOf(await list('asked'))).toMatch(/^open entity-. entity-.$/)
})

test('of an article that is not public they are 404 or 410, and of an earlier slug 308', async () => {
  const { publish, desk, http } = await open()
  await desk.retract(await publish('gone'))
  await publish('soon', {}, { publishAt: '2026-05-01T00:00:00.000Z' })
  await desk.update(articleKind, await publish('first'), anArticle({ slug: 'second' }))
  await http.get('/v1/articles/gone/related').expect(410)
  await http.get('/v1/articles/soon/related').expect(404)
  await http.get('/v1/articles/absent/related').expect(404)
  const { headers } = await http.get('/v1/articles/first/related?limit=3').expect(308)
  expect(headers.location).toBe('/v1/articles/second/related?limit=3')
})
