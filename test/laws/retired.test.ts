import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { importArticles, type LineOutcome } from '../../src/archive/exchange/import.ts'
import { withInput } from '../../src/archive/exchange/input.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { mentionsIn } from '../../src/articles/mentions.ts'
import { createFolder } from '../db/files.ts'
import { newsdesk } from '../desk/articles/newsdesk.ts'
import { withKey } from '../keys.ts'
import { aMenu, anItem, namingBeside } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const later = '2026-05-01T00:00:00.000Z'

/** An article that names references in every place where it can, the topic included. */
const { storyKey, slug, ...naming } = namingBeside()
const content = {
  ...naming,
  publishedAt: null,
  entities: [{ key: 'known', rel: 'about' as const, relevance: null }],
  topics: [{ scheme: 'own', code: '1' }],
  keyFigures: naming.keyFigures.map((figure) => ({ ...figure, sourceNote: 'Own count.' })),
}
const places = mentionsIn({ ...content, storyKey, slug })
const named = [...new Map(places.map((one) => [`${one.kind}/${one.key}`, one])).values()]

const paths = { entity: 'entities', instrument: 'instruments', topic: 'topics' }
const bodies = {
  entity: { type: 'organisation', name: 'Acme' },
  instrument: { name: 'Share', assetClass: 'equity' },
  topic: { name: 'One' },
}

/** A desk where everything that the article names exists; `retire` retires all of it. */
async function desk(options: Parameters<typeof newsdesk>[0] = {}) {
  const world = await newsdesk(options)
  const key = await withKey(world.db)
  const put = (kind: keyof typeof paths, name: string, fields: object = {}) =>
    world.http
      .put(`/admin/v1/${paths[kind]}/${name}`)
      .set({ ...key, ...(Object.hasOwn(fields, 'retired') && { 'if-match': '*' }) })
      .send({ ...bodies[kind], ...fields })
  for (const one of named) await put(one.kind, one.key).expect(201)
  const retire = async (retired = true) => {
    for (const one of named) await put(one.kind, one.key, { retired }).expect(200)
  }
  const post = (path: string, body: object) =>
    world.http
      .post(`/admin/v1/${path}`)
      .set({ ...key, 'idempotency-key': randomUUID() })
      .send(body)
  return { ...world, key, put, post, retire }
}
type Desk = Awaited<ReturnType<typeof desk>>

async function importing({ db, config }: Desk, line: object) {
  const file = join(createFolder(), 'articles.ndjson')
  writeFileSync(file, JSON.stringify({ ...content, externalId: 'x', ...line }))
  const outcomes: LineOutcome[] = []
  const onOutcomes = async (some: readonly LineOutcome[]) => void outcomes.push(...some)
  await withInput(file, Readable.from([]), (input) =>
    importArticles(db, config, input, { strict: false, onProgress: () => {}, onOutcomes }),
  )
  return outcomes
}

/** Every way in which an article becomes public anew. Each returns the answer. */
const ways: Record<
  string,
  (desk: Desk) => Promise<{ status: number; body: { code: string; errors: object[] } }>
> = {
  async 'a publication'(desk) {
    const id = await desk.create(content)
    await desk.approve(id)
    return desk.act(id, 'publications', { revision: 1 })
  },
  async 'a scheduled publication'(desk) {
    const id = await desk.create(content)
    await desk.approve(id)
    return desk.act(id, 'publications', { revision: 1, publishAt: later })
  },
  async 'a further version of what is public'(desk) {
    await desk.retire(false)
    const id = await desk.published(content)
    await desk.retire()
    await desk.patch(id, { headline: 'Another' })
    await desk.approve(id)
    return desk.act(id, 'publications', { revision: 2 })
  },
  async 'a correction'(desk) {
    await desk.retire(false)
    const id = await desk.published(content)
    await desk.retire()
    return desk.correct(id)
  },
}

describe('a retired reference is refused by name', () => {
  test.each(Object.entries(ways))('in %s', async (_, act) => {
    const world = await desk()
    await world.retire()
    const { status, body } = await act(world)
    expect([status, body.code]).toEqual([422, 'retired-reference'])
    expect(body.errors).toEqual(
      places.map(({ kind, key, pointer }) => ({
        pointer,
        code: 'retired-reference',
        detail: `refers to the ${kind} ${key}, which is retired`,
      })),
    )
  })

  test('in a publication without review', async () => {
    const world = await desk({ environment: { REVIEW_REQUIRED: 'false' } })
    const id = await world.create(content)
    await world.retire()
    const { body } = await world.act(id, 'publications', { revision: 1 }).expect(422)
    expect(body.code).toBe('retired-reference')
  })

  test.each([{ publish: true }, { publishAt: later }])('in an import with %j', async (line) => {
    const world = await desk()
    await world.retire()
    expect(await importing(world, line)).toMatchObject([{ outcome: 'refused' }])
    expect(await importing(world, {})).toMatchObject([{ outcome: 'created' }])
  })

  test('in a menu', async () => {
    const { post, put } = await desk()
    await put('instrument', 'paper', { retired: true })
    const link = { type: 'instrument', key: 'paper' } as const
    const menu = aMenu({ sections: [{ key: 'all', title: null, items: [anItem('spot', { link })] }] })
    const { id } = (await post('product-menus', menu).expect(201)).body.data
    const { body } = await post(`product-menus/${id}/publications`, { revision: 1 }).expect(422)
    expect(body).toMatchObject({
      code: 'retired-reference',
      errors: [{ pointer: '/sections/0/items/0/link/key' }],
    })
  })

  test('in another reference that names it anew, not in one that named it before, nor in a rule', async () => {
    const { http, key, put } = await desk()
    await put('entity', 'child', { parent: 'known' }).expect(201)
    await put('entity', 'known', { retired: true }).expect(200)
    await put('entity', 'child', { parent: 'known', name: 'Child', retired: false }).expect(200)
    const { body } = await put('entity', 'other', { parent: 'known' }).expect(422)
    expect(body).toMatchObject({ code: 'retired-reference', errors: [{ pointer: '/parent' }] })
    const rule = { when: { entities: ['known'] }, disclaimer: 'any', placement: 'footer', required: false }
    await http.put('/admin/v1/disclaimer-rules/a').set(key).send(rule).expect(201)
  })

  test('beside every other fault', async () => {
    const world = await desk()
    const id = await world.create({ ...content, topics: [{ scheme: 'own', code: 'none' }] })
    await world.retire()
    await world.approve(id)
    const { body } = await world.act(id, 'publications', { revision: 1 }).expect(422)
    expect(body.code).toBe('publish-guard-failed')
    expect(new Set(body.errors.map(({ code }: { code: string }) => code))).toEqual(
      new Set(['unknown-reference', 'retired-reference']),
    )
  })
})

test('what is public keeps a retired reference: read, filtered, previewed, held and released, scheduled before', async () => {
  const { http, db, time, retire, published, act, create, ...world } = await desk()
  const id = await published(content)
  await newsroom(db).publish(articleKind, { ...content, storyKey, slug: 'scheduled' }, { publishAt: later })
  const before = (await http.get(`/v1/articles/${id}`).expect(200)).body.data
  await retire()
  expect((await http.get(`/v1/articles/${id}`).expect(200)).body.data).toEqual(before)
  const listed = async () =>
    (await http.get('/v1/articles?entity=known&topic=own:1').expect(200)).body.data.length
  expect(await listed()).toBe(1)
  for (const one of named)
    expect((await http.get(`/v1/${paths[one.kind]}/${one.key}`).expect(200)).body.data.retired).toBe(true)
  const { url } = (await act(id, 'previews', {}).expect(201)).body.data
  await http.get(url).expect(200)
  await act(id, 'hold', { reason: 'checking' }).expect(200)
  await act(id, 'release', {}).expect(200)
  const { headline, version } = (await http.get(`/v1/articles/${id}`).expect(200)).body.data
  expect({ headline, version }).toEqual({ headline: before.headline, version: 2 })
  time.set(later)
  expect(await listed()).toBe(2)
  await retire(false)
  await world.patch(id, { headline: 'Back' })
  await world.approve(id)
  await world.publishNewest(id)
})
