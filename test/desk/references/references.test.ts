import { describe, expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { deskReferences } from '../../../src/desk/references/kinds.ts'
import { disclaimerKind } from '../../../src/disclaimers/kind.ts'
import type { Scope } from '../../../src/http/endpoints/access.ts'
import { productMenuKind } from '../../../src/product-menus/kind.ts'
import { testApp } from '../../helpers.ts'
import { withKey } from '../../keys.ts'
import { aDisclaimer, aMenu, anArticle } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'
import { reading } from '../../reading.ts'

/** The application, and desk requests with a key that has the scopes. */
async function desk(...scopes: Scope[]) {
  const world = await testApp({ sample: false })
  const key = await withKey(world.db, scopes.length > 0 ? scopes : undefined)
  const { http } = world
  return {
    ...world,
    key,
    newsroom: newsroom(world.db),
    get: (path: string) => http.get(`/admin/v1/${path}`).set(key),
    put: (path: string, body: object, etag?: string) =>
      http
        .put(`/admin/v1/${path}`)
        .set({ ...key, ...(etag && { 'if-match': etag }) })
        .send(body),
    remove: (path: string, etag?: string) =>
      http.delete(`/admin/v1/${path}`).set({ ...key, ...(etag && { 'if-match': etag }) }),
  }
}

const acme = { type: 'organisation', name: 'Acme' }
const rule = { when: {}, disclaimer: 'capital-at-risk', placement: 'after_body', required: false }

const kinds = [
  { path: 'entities/acme', body: acme, other: { ...acme, name: 'Acme plc' } },
  {
    path: 'instruments/acme-share',
    body: { name: 'Acme share', assetClass: 'equity' },
    other: {
      name: 'Acme share',
      assetClass: 'equity',
      listings: [{ mic: 'XNAS', ticker: 'ACME', primary: true }],
    },
  },
  { path: 'topics/own:1.a', body: { name: 'One' }, other: { name: 'The One' } },
]

describe.each(kinds)('$path', ({ path, body, other }) => {
  test('is created, read, replaced with If-Match, and deleted; each is public at once', async () => {
    const { http, get, put, remove } = await desk()
    await http.get(`/v1/${path}`).expect(404)
    const created = await put(path, body).expect(201)
    expect(created.body.data).toMatchObject(body)
    expect(created.headers['cache-control']).toContain('no-store')
    const delivered = (await http.get(`/v1/${path}`).expect(200)).body.data
    expect(delivered).toMatchObject(created.body.data)
    const read = await get(path).expect(200)
    expect(read.headers.etag).toBe(created.headers.etag)
    expect(read.body).toEqual(created.body)

    const changed = await put(path, other, created.headers.etag).expect(200)
    expect(changed.headers.etag).not.toBe(created.headers.etag)
    expect((await http.get(`/v1/${path}`)).body.data).toMatchObject(other)
    await remove(path, changed.headers.etag).expect(204)
    await http.get(`/v1/${path}`).expect(404)
    await get(path).expect(404)
    await put(path, body).expect(201)
  })

  test('cannot be replaced or deleted without If-Match, nor with another entity tag', async () => {
    const { get, put, remove } = await desk()
    const { etag } = (await put(path, body).expect(201)).headers
    for (const attempt of [put(path, other), remove(path)])
      expect((await attempt.expect(428)).body.code).toBe('if-match-required')
    for (const attempt of [put(path, other, '"else"'), remove(path, '"else"')])
      expect((await attempt.expect(412)).body.code).toBe('stale-revision')
    expect((await get(path)).headers.etag).toBe(etag)
    await put(path, other, '*').expect(200)
  })

  test('is 404 if it does not exist, and is not created if If-Match is sent', async () => {
    const { get, put, remove } = await desk()
    await get(path).expect(404)
    await remove(path, '*').expect(404)
    await put(path, body, '"any"').expect(412)
    await get(path).expect(404)
  })

  test('refuses a key in the body that differs from the path', async () => {
    const { put } = await desk()
    const [, key = ''] = path.split('/')
    const field = path.startsWith('topics') ? 'code' : 'key'
    const refused = await put(path, { ...body, [field]: 'another' }).expect(400)
    expect(refused.body).toMatchObject({ code: 'invalid-body', errors: [{ pointer: `/${field}` }] })
    await put(path, { ...body, [field]: key.split(':').at(-1) }).expect(201)
  })

  test('cannot be put by a key without the scope', async () => {
    const { put, get } = await desk('articles:write', 'articles:publish', 'disclaimers:publish')
    expect((await put(path, body).expect(403)).body.code).toBe('insufficient-scope')
    await get(path).expect(403)
  })
})

test('schema faults are listed with pointers', async () => {
  const { put } = await desk()
  const identifiers = [{ scheme: 'isin', value: 'US0000000000' }]
  const refused = await put('entities/acme', { type: 'firm', name: 'Acme', identifiers, more: 1 }).expect(400)
  expect(refused.body.code).toBe('invalid-body')
  expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/identifiers/0/value',
    '/more',
    '/type',
  ])
  await put('entities/Acme', acme).expect(400)
  await put('topics/no-code', { name: 'x' }).expect(400)
})

test('an identifier belongs to one reference only, and links must exist', async () => {
  const { put } = await desk()
  const identifiers = [{ scheme: 'cik', value: '1' }]
  await put('entities/acme', { ...acme, identifiers }).expect(201)
  const taken = await put('entities/other', { ...acme, identifiers }).expect(409)
  expect(taken.body).toMatchObject({ code: 'identifier-taken', errors: [{ pointer: '/identifiers/0' }] })
  const unknown = await put('entities/other', { ...acme, parent: 'nobody' }).expect(422)
  expect(unknown.body).toMatchObject({ code: 'unknown-reference', errors: [{ pointer: '/parent' }] })
})

describe('disclaimer rules', () => {
  test('are put, listed in pages and deleted; articles change at once, including cached ones', async () => {
    const { http, key, newsroom, put, get, remove } = await desk()
    await newsroom.publish(disclaimerKind, aDisclaimer())
    const id = await newsroom.publish(articleKind, anArticle())
    const shown = async () => (await http.get(`/v1/articles/${id}`).expect(200)).body.data.disclaimers.length
    expect(await shown()).toBe(0)
    const created = await put('disclaimer-rules/b', { ...rule, required: true }).expect(201)
    expect(await shown()).toBe(1)
    await put('disclaimer-rules/a', { ...rule, key: 'a' }).expect(201)
    const first = await get('disclaimer-rules?limit=1').expect(200)
    const second = await http.get(first.body.page.next).set(key).expect(200)
    expect(first.body.data).toMatchObject([{ key: 'a', required: false }])
    expect(second.body).toMatchObject({ data: [{ key: 'b', required: true }], page: { next: null } })
    await remove('disclaimer-rules/b', created.headers.etag).expect(204)
    const { etag } = (await get('disclaimer-rules/a').expect(200)).headers
    await remove('disclaimer-rules/a', etag).expect(204)
    expect(await shown()).toBe(0)
    expect((await get('disclaimer-rules').expect(200)).body).toEqual({
      data: [],
      page: { limit: 20, next: null },
    })
  })

  test('cannot require a missing text, so no content is withheld', async () => {
    const { http, newsroom, put } = await desk()
    const id = await newsroom.publish(articleKind, anArticle())
    const refused = await put('disclaimer-rules/a', { ...rule, required: true }).expect(409)
    expect(refused.body).toMatchObject({
      code: 'disclaimer-required',
      requiredBy: [{ rule: 'a', locale: 'en', jurisdiction: null }],
    })
    expect(refused.body.detail).toContain(
      'capital-at-risk is required and would have no text in en for readers without a jurisdiction (rule a).',
    )
    await http.get(`/v1/articles/${id}`).expect(200)
  })

  test('cannot require a text that is missing in the language of public content', async () => {
    const { http, newsroom, put } = await desk()
    await newsroom.publish(disclaimerKind, aDisclaimer())
    const german = await newsroom.publish(articleKind, anArticle({ locale: 'de-AT' }))
    const refused = await put('disclaimer-rules/a', { ...rule, required: true }).expect(409)
    expect(refused.body.requiredBy).toMatchObject([{ rule: 'a', locale: 'de-at', jurisdiction: null }])
    await put('disclaimer-rules/a', { ...rule, required: true, when: { types: ['opinion'] } }).expect(201)
    await newsroom.publish(productMenuKind, aMenu({ locales: ['en', 'fr'] }))
    const other = { ...rule, required: true, when: { contentKinds: ['product-menu'] } }
    expect((await put('disclaimer-rules/b', other).expect(409)).body.requiredBy).toMatchObject([
      { rule: 'b', locale: 'fr' },
    ])
    await http.get(`/v1/articles/${german}`).expect(200)
  })

  test('are readable but not writable with references:write, because they have legal effect', async () => {
    const { get, put, remove } = await desk('references:write', 'disclaimers:write')
    await get('disclaimer-rules').expect(200)
    await put('disclaimer-rules/a', rule).expect(403)
    await remove('disclaimer-rules/a', '*').expect(403)
    const legal = await desk('disclaimers:publish')
    await legal.put('disclaimer-rules/a', rule).expect(201)
  })
})

test('the audit trail has each write, and none that was refused', async () => {
  const { db, put, remove } = await desk()
  await put('entities/acme', acme).expect(201)
  await put('entities/acme', { ...acme, name: 'Acme plc' }, '*').expect(200)
  await put('entities/acme', acme).expect(428)
  await remove('entities/acme', '*').expect(204)
  const trail = await reading(db)
    .selectFrom('audit')
    .select(['act', 'subject', 'before_sha256', 'after_sha256'])
    .orderBy('seq')
    .execute()
  expect(trail.map(({ act, subject }) => `${act} ${subject}`)).toEqual([
    'entity.put entity/acme',
    'entity.put entity/acme',
    'entity.delete entity/acme',
  ])
  expect(trail[0]).toMatchObject({ before_sha256: null, after_sha256: trail[1]?.before_sha256 })
  expect(trail[2]).toMatchObject({ before_sha256: trail[1]?.after_sha256, after_sha256: null })
})

test.each(deskReferences)(
  'the example of putting $noun works on the sample',
  async ({ segment, example }) => {
    const { http, db } = await testApp()
    const key = segment === 'topics' ? 'own:example' : 'example'
    await http
      .put(`/admin/v1/${segment}/${key}`)
      .set(await withKey(db))
      .send(example)
      .expect(201)
  },
)
