import { describe, expect, test } from 'vitest'
import { aDisclaimer, aMenu } from '../../makers.ts'
import { reading } from '../../reading.ts'
import { documentDesk } from './document-desk.ts'

const soon = '2026-04-02T09:00:00.000Z'
const before = '2026-04-02T08:59:59.999Z'

const kinds = [
  {
    segment: 'product-menus',
    content: aMenu(),
    patch: { title: { en: 'More' } },
    delivered: '/v1/product-menus/main-menu',
    titleOf: (data: { title: string }) => data.title,
    titles: ['Main', 'More'],
    idForm: /^mnu_/,
    scopes: ['menus:write', 'menus:publish'],
    naming: 'key',
  },
  {
    segment: 'disclaimers',
    content: aDisclaimer(),
    patch: { title: 'Your capital is at risk' },
    delivered: '/v1/disclaimers/capital-at-risk',
    titleOf: (data: { title: string }) => data.title,
    titles: ['Capital at risk', 'Your capital is at risk'],
    idForm: /^dsc_/,
    scopes: ['disclaimers:write', 'disclaimers:publish'],
    naming: 'locale',
  },
] as const

describe.each(kinds)('$segment', ({ segment, content, patch, delivered, titles, idForm, scopes, naming }) => {
  /** A draft; nothing of it is public. */
  async function begun() {
    const desk = await documentDesk(segment)
    const created = await desk.create(content).expect(201)
    const id: string = created.body.data.id
    const title = async () => {
      const { status, body } = await desk.http.get(delivered)
      return status === 200 ? body.data.title : status
    }
    return { ...desk, id, created, title }
  }

  test('is created as a draft with the content sent, at the URL in Location', async () => {
    const { id, created, get, title } = await begun()
    expect(id).toMatch(idForm)
    expect(created.body.data).toMatchObject({
      ...content,
      revision: 1,
      state: 'draft',
      publications: { pending: null, visible: null },
      allowed: ['patch', 'publish', 'discard'],
    })
    expect(created.headers.location).toBe(`/admin/v1/${segment}/${id}`)
    const again = await get(created.headers.location ?? '').expect(200)
    expect(again.body).toEqual(created.body)
    expect(again.headers.etag).toBe(created.headers.etag)
    expect(await title()).toBe(404)
  })

  test('refuses a taken name, and content that does not match its schema', async () => {
    const { create } = await begun()
    expect((await create(content).expect(409)).body.code).toBe('slug-taken')
    const { body } = await create({ ...content, key: 'Not A Key', colour: 'red' }).expect(400)
    expect(body.code).toBe('invalid-body')
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['/colour', '/key'])
  })

  test('is edited by a merge patch with If-Match, which adds a revision and publishes nothing', async () => {
    const { id, created, patch: edit, publish, title, get, base } = await begun()
    await publish(id).expect(201)
    const { etag } = (await get(`${base}/${id}`)).headers
    expect(etag).not.toBe(created.headers.etag)
    expect((await edit(id, patch, created.headers.etag)).status).toBe(412)
    const edited = await edit(id, patch, etag)
    expect(edited.status).toBe(200)
    expect(edited.body.data).toMatchObject({ ...patch, revision: 2, state: 'draft' })
    expect(edited.headers.etag).not.toBe(etag)
    expect(await title()).toBe(titles[0])
    const unchanged = await edit(id, patch, edited.headers.etag)
    expect(unchanged.headers.etag).toBe(edited.headers.etag)
    expect(unchanged.body.data.revision).toBe(2)
    await publish(id, { revision: 2 }).expect(201)
    expect(await title()).toBe(titles[1])
  })

  test('cannot be edited without If-Match, into invalid content, or to another name', async () => {
    const { http, id, base, all, patch: edit } = await begun()
    const bare = await http.patch(`${base}/${id}`).set(all).send(patch)
    expect(bare.body.code).toBe('if-match-required')
    const broken = await edit(id, { key: null, colour: 'red' })
    expect([broken.status, broken.body.code]).toEqual([400, 'invalid-body'])
    const value = naming === 'key' ? 'another-menu' : 'de'
    const renamed = await edit(id, { [naming]: value })
    expect([renamed.status, renamed.body.code]).toEqual([422, 'invalid-content'])
    expect(renamed.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(`/${naming}`)
  })

  test('keeps every revision', async () => {
    const { id, base, get, patch: edit } = await begun()
    await edit(id, patch)
    const first = await get(`${base}/${id}/revisions?limit=1`).expect(200)
    expect(first.body.data).toMatchObject([{ revision: 2 }])
    const second = await get(first.body.page.next).expect(200)
    expect(second.body).toMatchObject({ data: [{ revision: 1 }], page: { next: null } })
    const one = await get(`${base}/${id}/revisions/1`).expect(200)
    expect(one.body.data).toMatchObject({ ...content, id, revision: 1 })
    expect(one.body.data.sha256).toBe(second.body.data[0].sha256)
    for (const absent of ['3', '999999999']) await get(`${base}/${id}/revisions/${absent}`).expect(404)
    await get(`${base}/${id}/revisions/01`).expect(400)
  })

  test('becomes visible at the millisecond of its publication; cancelling that restores the previous version', async () => {
    const { id, time, patch: edit, publish, cancel, title, read } = await begun()
    await publish(id).expect(201)
    await edit(id, patch)
    const { body } = await publish(id, { revision: 2, publishAt: soon }).expect(201)
    expect(body.data).toMatchObject({
      id: expect.stringMatching(/^pub_/),
      documentId: id,
      version: 2,
      revision: 2,
      visibleFrom: soon,
      state: 'draft',
    })
    expect(await read(id)).toMatchObject({
      publications: { pending: { id: body.data.id }, visible: { version: 1, visibleUntil: soon } },
      allowed: ['patch', 'cancel'],
    })
    // A write in the millisecond before the bound would be dated after it: no write shares an instant with a bound.
    time.set('2026-04-02T08:59:59.990Z')
    await cancel(body.data.id).expect(204)
    time.set(soon)
    expect(await title()).toBe(titles[0])

    const again = await publish(id, { revision: 2, publishAt: '2026-04-03T00:00:00.000Z' }).expect(201)
    expect(again.body.data.version).toBe(2)
    time.set('2026-04-02T23:59:59.999Z')
    expect(await title()).toBe(titles[0])
    time.set('2026-04-03T00:00:00.000Z')
    expect(await title()).toBe(titles[1])
    expect(await read(id)).toMatchObject({ state: 'published', allowed: ['patch', 'publish', 'end'] })
  })

  test('ends when its visible publication is withdrawn, and can be published again', async () => {
    const { http, id, publish, cancel, title, clock, read } = await begun()
    const { body } = await publish(id).expect(201)
    const at = clock.now()
    await cancel(body.data.id).expect(204)
    expect(await title()).toBe(404)
    await http.get(`${delivered}?asOf=${at}`).expect(200)
    const over = await cancel(body.data.id).expect(409)
    expect(over.body).toMatchObject({ code: 'state-conflict', allowed: ['patch', 'publish'] })
    expect((await read(id)).publications).toEqual({ pending: null, visible: null })
    expect((await publish(id).expect(201)).body.data.version).toBe(2)
    expect(await title()).toBe(titles[0])
  })

  test('has at most one pending publication; the visible one cannot be ended meanwhile', async () => {
    const { id, publish, cancel, discard } = await begun()
    const { body } = await publish(id).expect(201)
    const waiting = await publish(id, { revision: 1, publishAt: soon }).expect(201)
    const refused = [publish(id), cancel(body.data.id), discard(id)]
    const answers = await Promise.all(refused)
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'publication-pending'],
      [409, 'publication-pending'],
      [409, 'state-conflict'],
    ])
    expect(answers[0]?.body.allowed).toEqual(['patch', 'cancel'])
    await cancel(waiting.body.data.id).expect(204)
    await cancel(body.data.id).expect(204)
  })

  test('lists the allowed acts in every standing, and cannot be discarded once it was public', async () => {
    const { id, patch: edit, publish, cancel, discard, read } = await begun()
    const allowed = async () => (await read(id)).allowed
    const schedule = async () =>
      (await publish(id, { revision: 1, publishAt: soon }).expect(201)).body.data.id
    expect(await allowed()).toEqual(['patch', 'publish', 'discard'])
    const first = await schedule()
    expect(await allowed()).toEqual(['patch', 'cancel'])
    await cancel(first).expect(204)
    const { body } = await publish(id).expect(201)
    await edit(id, patch)
    expect(await allowed()).toEqual(['patch', 'publish', 'end'])
    const second = await schedule()
    expect(await allowed()).toEqual(['patch', 'cancel'])
    await cancel(second).expect(204)
    await cancel(body.data.id).expect(204)
    expect(await allowed()).toEqual(['patch', 'publish'])
    expect((await discard(id).expect(409)).body.code).toBe('state-conflict')
    const third = await schedule()
    expect(await allowed()).toEqual(['patch', 'cancel'])
    await cancel(third).expect(204)
  })

  test('can be discarded only if it never was public; its name is then free', async () => {
    const { id, create, discard, patch: edit, publish, get, base } = await begun()
    const gone = await discard(id).expect(200)
    expect(gone.body.data).toMatchObject({ state: 'discarded', allowed: [] })
    for (const answer of [await edit(id, patch), await publish(id), await discard(id)])
      expect([answer.status, answer.body.code]).toEqual([409, 'state-conflict'])
    const { body } = await create(content).expect(201)
    await publish(body.data.id).expect(201)
    expect((await discard(body.data.id).expect(409)).body.code).toBe('state-conflict')
    expect((await get(base).expect(200)).body.data).toMatchObject([
      { id: body.data.id, state: 'published' },
      { id, state: 'discarded' },
    ])
  })

  test('is published once for all repeats with one Idempotency-Key', async () => {
    const { http, all, base, id, publish } = await begun()
    const bare = await http.post(`${base}/${id}/publications`).set(all).send({ revision: 1 })
    expect([bare.status, bare.body.code]).toEqual([400, 'invalid-idempotency-key'])
    const headers = { 'idempotency-key': 'once' }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => publish(id, { revision: 1 }, headers).expect(201)),
    )
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
  })

  test('is published by revision: an unknown one is refused, and so is an end before the start', async () => {
    const { id, publish } = await begun()
    expect((await publish(id, { revision: 2 }).expect(409)).body.code).toBe('state-conflict')
    const order = { revision: 1, publishAt: soon, expiresAt: before }
    expect((await publish(id, order).expect(422)).body.code).toBe('invalid-interval')
    await publish(id, {}).expect(400)
    await publish(id, { revision: 1 }, { 'if-match': '"other-1"' }).expect(412)
  })

  test('is listed newest change first, in pages, and can be filtered by key', async () => {
    const { id, create, patch: edit, get, base } = await begun()
    const { body } = await create({ ...content, key: 'other' }).expect(201)
    await edit(id, patch)
    const first = await get(`${base}?limit=1`).expect(200)
    expect(first.body.data).toMatchObject([{ id, revision: 2, state: 'draft' }])
    expect(first.body.data[0]).not.toHaveProperty('sections')
    const second = await get(first.body.page.next).expect(200)
    expect(second.body).toMatchObject({ data: [{ id: body.data.id }], page: { next: null } })
    const byKey = await get(`${base}?key=other`).expect(200)
    expect(byKey.body.data.map((one: { id: string }) => one.id)).toEqual([body.data.id])
    await get(`${base}?colour=red`).expect(400)
  })

  test('requires its own scopes', async () => {
    const { id, keyWith, create, get, base, patch: edit, publish, cancel, discard, created } = await begun()
    const [writeScope, publishScope] = scopes
    const writer = await keyWith(writeScope)
    const publisher = await keyWith(publishScope)
    const stranger = await keyWith('articles:write', 'articles:publish', 'references:write')
    for (const key of [writer, publisher]) await get(`${base}/${id}`, key).expect(200)
    const published = await publish(id, { revision: 1 }, {}, publisher).expect(201)
    const refused = [
      await create(content, publisher),
      await edit(id, patch, created.headers.etag, publisher),
      await discard(id, publisher),
      await publish(id, { revision: 1 }, {}, writer),
      await cancel(published.body.data.id, writer),
      await cancel(published.body.data.id, stranger),
      await get(base, stranger),
      await get(`${base}/${id}/revisions`, stranger),
      await get(`${base}/${id}/revisions/1`, stranger),
    ]
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      refused.map(() => [403, 'insufficient-scope']),
    )
    await cancel(published.body.data.id, publisher).expect(204)
  })

  test('is found by its own id only', async () => {
    const { get, base, id, publish, discard, patch: edit } = await begun()
    const other = segment === 'disclaimers' ? 'mnu_0000000000000000' : 'dsc_0000000000000000'
    const answers = [
      await get(`${base}/${other}`),
      await get(`${base}/${other}/revisions`),
      await publish(other),
      await discard(other),
      await edit(other, patch, '*'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    const foreign = segment === 'disclaimers' ? 'product-menus' : 'disclaimers'
    await get(`/admin/v1/${foreign}/${id}`).expect(404)
  })

  test('writes an audit entry for each act', async () => {
    const { db, id, patch: edit, publish, cancel } = await begun()
    await edit(id, patch)
    const { body } = await publish(id, { revision: 2, publishAt: soon }).expect(201)
    await cancel(body.data.id).expect(204)
    const now = await publish(id, { revision: 2 }).expect(201)
    await cancel(now.body.data.id).expect(204)
    const trail = await reading(db).selectFrom('audit').select(['act', 'subject']).orderBy('seq').execute()
    const kind = segment === 'product-menus' ? 'product-menu' : 'disclaimer'
    const acts = ['create', 'edit', 'publish', 'cancel', 'publish', 'end']
    expect(trail).toEqual(acts.map((act) => ({ act: `${kind}.${act}`, subject: id })))
  })
})
