import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import type { Scope } from '../../../src/http/endpoints/access.ts'
import { productMenuKind } from '../../../src/product-menus/kind.ts'
import { testApp } from '../../helpers.ts'
import { withKey } from '../../keys.ts'
import { aMenu, anArticle, anItem, namingBeside } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'

const later = '2026-05-01T00:00:00.000Z'
const entities = [{ key: 'acme', rel: 'about' as const }]
const acme = { type: 'organisation', name: 'Acme' }
const rule = { when: { entities: ['acme'] }, disclaimer: 'any', placement: 'footer', required: false }

interface Use {
  kind: string
  id: string
  title: string | null
  state: string | null
  current: boolean | null
  version: number | null
  public: boolean
  links: { self: string }
}

interface Page {
  data: Use[]
  page: { next: string | null }
}

/** A desk with the entity acme. */
async function desk() {
  const world = await testApp({ sample: false })
  const key = await withKey(world.db)
  const keyWith = (...scopes: Scope[]) => withKey(world.db, scopes, scopes.join())
  const put = (path: string, body: object) =>
    world.http.put(`/admin/v1/${path}`).set(key).send(body).expect(201)
  const post = (path: string, body: object = {}) =>
    world.http
      .post(`/admin/v1/${path}`)
      .set({ ...key, 'idempotency-key': randomUUID() })
      .send(body)
  const uses = async (path = 'entities/acme', as = key): Promise<Use[]> =>
    (await world.http.get(`/admin/v1/${path}/uses`).set(as).expect(200)).body.data
  const remove = (path = 'entities/acme', as = key) =>
    world.http.delete(`/admin/v1/${path}`).set({ ...as, 'if-match': '*' })
  await put('entities/acme', acme)
  return { ...world, key, keyWith, put, post, uses, remove, rooms: newsroom(world.db) }
}

test('what refers to a reference is listed: drafts, scheduled, public and withdrawn documents, references, rules', async () => {
  const { post, put, uses, remove, rooms } = await desk()
  expect(await uses()).toEqual([])
  await put('entities/child', { ...acme, name: 'Child', parent: 'acme' })
  await put('instruments/share', { name: 'Share', assetClass: 'equity', issuer: 'acme' })
  await put('disclaimer-rules/about', rule)
  const of = (slug: string) => anArticle({ slug, headline: slug, entities })
  const draft = await rooms.draft(of('draft'))
  const scheduled = await rooms.publish(articleKind, of('scheduled'), { publishAt: later })
  const shown = await rooms.publish(articleKind, of('shown'))
  await rooms.update(articleKind, shown, of('shown'))
  const before = await rooms.publish(articleKind, of('before'))
  await rooms.update(articleKind, before, anArticle({ slug: 'before', headline: 'No more' }))
  const held = await rooms.publish(articleKind, of('held'))
  await rooms.hold(held)
  const retracted = await rooms.publish(articleKind, of('retracted'))
  await rooms.retract(retracted)
  const discarded = await rooms.draft(of('discarded'))
  await post(`articles/${discarded}/discard`).expect(200)
  await rooms.publish(articleKind, anArticle({ slug: 'other' }))

  const told = (await uses()).map(({ kind, id, title, state, current, version, public: isPublic }) => [
    ...[kind, id, title, state, current, version, isPublic],
  ])
  const articles = [
    ['article', draft, 'draft', 'draft', true, null, false],
    // A publication without an approval leaves the state as it is until its moment.
    ['article', scheduled, 'scheduled', 'draft', true, 1, false],
    ['article', shown, 'shown', 'published', true, 2, true],
    ['article', before, 'No more', 'published', false, 1, false],
    ['article', held, 'held', 'held', true, 1, false],
    ['article', retracted, 'retracted', 'retracted', true, 1, false],
  ]
  expect(told).toEqual([
    ...articles,
    ['disclaimer-rule', 'about', null, null, true, null, true],
    ['entity', 'child', 'Child', null, true, null, true],
    ['instrument', 'share', 'Share', null, true, null, true],
  ])
  const refused = (await remove().expect(409)).body
  expect(refused).toMatchObject({
    code: 'reference-in-use',
    referredToBy: { count: 9, uses: '/admin/v1/entities/acme/uses' },
  })
  expect(refused.referredToBy.some).toEqual(told.slice(0, 5).map(([, id]) => id))
  expect(refused.detail).toContain('/admin/v1/entities/acme/uses')
})

test('each address in the list and in a refusal can be asked', async () => {
  const { http, key, put, uses, remove, rooms } = await desk()
  await put('entities/child', { ...acme, parent: 'acme' })
  await rooms.draft(anArticle({ entities }))
  for (const { links, id } of await uses()) {
    const { data } = (await http.get(links.self).set(key).expect(200)).body
    expect([data.id, data.key]).toContain(id)
  }
  const printed = 'topics/own:R%26D%20a%2Fb'
  await put(printed, { name: 'Research' })
  await put('topics/own:c%25', { name: 'Narrower', broader: 'own:R&D a/b' })
  const [narrower] = await uses(printed)
  expect(
    (
      await http
        .get(narrower?.links.self ?? '')
        .set(key)
        .expect(200)
    ).body.data.code,
  ).toBe('c%')
  const { referredToBy } = (await remove(printed).expect(409)).body
  expect((await http.get(referredToBy.uses).set(key).expect(200)).body.data).toEqual([narrower])
})

test('a menu is listed for the instruments that it links to', async () => {
  const { put, uses, remove, rooms } = await desk()
  await put('instruments/share', { name: 'Share', assetClass: 'equity' })
  const child = anItem('child', { link: { type: 'instrument', key: 'share' } })
  const sections = [{ key: 'all', title: null, items: [{ ...anItem('spot'), items: [child] }] }]
  const id = await rooms.publish(productMenuKind, aMenu({ sections, title: { en: 'Help' } }))
  const listed = { kind: 'product-menu', id, title: 'Help', state: 'published', version: 1 }
  expect(await uses('instruments/share')).toMatchObject([{ ...listed, current: true, public: true }])
  await rooms.update(productMenuKind, id, aMenu())
  expect(await uses('instruments/share')).toMatchObject([{ id, version: 1, current: false, public: false }])
  await remove('instruments/share').expect(409)
})

test('every place in which an article names a reference is a use', async () => {
  const { put, uses, rooms } = await desk()
  const content = namingBeside()
  const paths = ['known', 'partner', 'issuer', 'subject', 'source', 'speaker', 'marked'].map(
    (key) => `entities/${key}`,
  )
  for (const path of paths) await put(path, acme)
  for (const key of ['paper', 'known-paper'])
    await put(`instruments/${key}`, { name: key, assetClass: 'equity' })
  const id = await rooms.draft(content)
  for (const path of [...paths, 'instruments/paper', 'instruments/known-paper'])
    expect(await uses(path), path).toMatchObject([{ id }])
})

test('an edit, a cancellation and a discarding end a use, and then the reference can be deleted', async () => {
  const { http, key, post, uses, remove, rooms } = await desk()
  const id = await rooms.publish(articleKind, anArticle({ entities }), { publishAt: later })
  const { etag = '' } = (await http.get(`/admin/v1/articles/${id}`).set(key)).headers
  await http
    .patch(`/admin/v1/articles/${id}`)
    .set({ ...key, 'if-match': etag })
    .send({ entities: [] })
    .expect(200)
  expect(await uses()).toMatchObject([{ id, current: false, version: 1 }])
  const { pending } = (await http.get(`/admin/v1/articles/${id}`).set(key)).body.data.publications
  await http.delete(`/admin/v1/publications/${pending.id}`).set(key).expect(204)
  expect(await uses()).toEqual([])
  const draft = await rooms.draft(anArticle({ slug: 'draft', entities }))
  await remove().expect(409)
  await post(`articles/${draft}/discard`).expect(200)
  await remove().expect(204)
  await http.get('/admin/v1/entities/acme/uses').set(key).expect(404)
})

test('a key that may not read articles learns only of public ones, and no more than readers know', async () => {
  const { http, db, keyWith, uses, remove } = await desk()
  const rooms = newsroom(db)
  await rooms.publish(articleKind, anArticle({ slug: 'secret', entities }), { publishAt: later })
  await rooms.draft(anArticle({ slug: 'draft', entities }))
  const shown = await rooms.publish(articleKind, anArticle({ slug: 'shown', entities }))
  const data = await keyWith('references:write')
  expect(await uses('entities/acme', data)).toEqual([
    {
      ...{ kind: 'article', id: shown, title: null, state: null, current: null, version: 1, public: true },
      links: { self: `/admin/v1/articles/${shown}` },
    },
  ])
  expect((await remove('entities/acme', data).expect(409)).body.referredToBy).toMatchObject({
    count: 3,
    some: [shown],
  })
  const reader = await keyWith('references:write', 'articles:write')
  expect(await uses('entities/acme', reader)).toHaveLength(3)
  const stranger = await keyWith('articles:write')
  await http.get('/admin/v1/entities/acme/uses').set(stranger).expect(403)
})

test('pages are full though the key may not know of what stands between', async () => {
  const { http, keyWith, rooms } = await desk()
  const shown: string[] = []
  for (const name of ['a', 'b', 'c']) {
    for (const hidden of [1, 2, 3]) await rooms.draft(anArticle({ slug: `${name}-${hidden}`, entities }))
    shown.push(await rooms.publish(articleKind, anArticle({ slug: name, entities })))
  }
  const data = await keyWith('references:write')
  const page = async (url: string): Promise<Page> => (await http.get(url).set(data).expect(200)).body
  const first = await page('/admin/v1/entities/acme/uses?limit=2')
  expect(first.data.map(({ id }) => id)).toEqual(shown.slice(0, 2))
  const second = await page(first.page.next ?? '')
  expect(second).toMatchObject({ data: [{ id: shown[2] }], page: { next: null } })
})

test('the list has pages, in one order over documents and references', async () => {
  const { http, key, put, rooms } = await desk()
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) {
    await put(`entities/${name}`, { ...acme, parent: 'acme' })
    const id = await rooms.publish(articleKind, anArticle({ slug: name, entities }))
    await rooms.update(articleKind, id, anArticle({ slug: name, headline: 'Another', entities }))
    ids.push(id)
  }
  const seen: string[] = []
  for (let url: string | null = '/admin/v1/entities/acme/uses?limit=2'; url; ) {
    const { data, page }: Page = (await http.get(url).set(key).expect(200)).body
    seen.push(...data.map(({ id }: Use) => id))
    url = page.next
  }
  expect(seen).toEqual([...ids, 'a', 'b', 'c'])
})
