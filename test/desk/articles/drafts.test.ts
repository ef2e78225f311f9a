import { describe, expect, test } from 'vitest'
import { aBlock } from '../../makers.ts'
import { draft, newsdesk } from './newsdesk.ts'

describe('a new article', () => {
  test('is a draft with the content sent, at the URL in Location', async () => {
    const { send, http } = await newsdesk()
    const answer = await send('post', '/articles', { ...draft, externalId: 'cms-1' }).expect(201)
    const { data } = answer.body
    expect(data).toMatchObject({
      ...draft,
      revision: 1,
      state: 'draft',
      slug: 'markets-open-higher',
      storyKey: 'markets-open-higher',
      externalId: 'cms-1',
      publications: { pending: null, visible: null },
      allowed: ['patch', 'preview', 'submit', 'discard'],
    })
    expect(data.id).toMatch(/^art_[0-9a-z]{16}$/)
    expect(answer.headers.location).toBe(`/admin/v1/articles/${data.id}`)
    expect(answer.headers['cache-control']).toContain('no-store')
    const again = await send('get', `/articles/${data.id}`).expect(200)
    expect(again.body).toEqual(answer.body)
    expect(again.headers.etag).toBe(answer.headers.etag)
    await http.get(`/v1/articles/${data.id}`).expect(404)
    await http.get(`/v1/articles/${data.slug}`).expect(404)
  })

  test('requires locale, type, headline and body, and rejects unknown fields', async () => {
    const { send } = await newsdesk()
    const { body } = await send('post', '/articles', { colour: 'red' }).expect(400)
    expect(body.code).toBe('invalid-body')
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/body',
      '/colour',
      '/headline',
      '/locale',
      '/type',
    ])
    for (const field of ['id', 'state', 'revision', 'createdAt', 'version'])
      await send('post', '/articles', { ...draft, [field]: 1 }).expect(400)
  })

  test('stores texts exactly as sent', async () => {
    const { send } = await newsdesk()
    const headline = 'Cafe\u0301 "quotes" -- and\u00a0spaces ﬁ '
    const { body } = await send('post', '/articles', { ...draft, headline }).expect(201)
    expect(body.data.headline).toBe(headline)
  })
})

describe('the slug', () => {
  test.each([
    ['Ærø får øl på Łódź: 5 % mere!', 'da', 'aeroe-faar-oel-paa-lodz-5-mere'],
    ['Börse: Größter Verlust seit März', 'de', 'boerse-groesster-verlust-seit-maerz'],
    ['Börse: Größter Verlust', 'en', 'borse-grosster-verlust'],
    ["L'Europe s'éveille", 'fr', 'leurope-seveille'],
    ['O’Brien & Acme™: C+I ♥', 'en', 'obrien-acme-c-i'],
    ['Курс рубля вырос', 'ru', 'kurs-rublya-vyros'],
    ['New', 'en', 'new-2'],
    ['市场走高', 'zh', 'news'],
    ['x'.repeat(130), 'en', 'x'.repeat(120)],
    [`${'word '.repeat(40)}end`, 'en', `${'word-'.repeat(23)}word`],
  ])('of %s (%s) is %s', async (headline, locale, slug) => {
    const { send } = await newsdesk()
    const { body } = await send('post', '/articles', { ...draft, headline: headline.slice(0, 300), locale })
    expect(body.data.slug).toBe(slug)
  })

  test('derived from a headline gets a numeric suffix if taken, and at most 120 characters', async () => {
    const { create, read } = await newsdesk()
    const slugs: string[] = []
    for (let count = 0; count < 3; count += 1)
      slugs.push((await read(await create({ headline: 'x'.repeat(130) }))).slug)
    expect(slugs).toEqual(['x'.repeat(120), `${'x'.repeat(118)}-2`, `${'x'.repeat(118)}-3`])
  })

  test('gets a random suffix if all numbers are taken', async () => {
    const { create, read } = await newsdesk()
    const slugs = new Set<string>()
    for (let count = 0; count < 53; count += 1) slugs.add((await read(await create())).slug)
    expect(slugs.size).toBe(53)
    expect([...slugs].at(-1)).toMatch(/^markets-open-higher-[0-9a-z]{10}$/)
  })

  test('that is requested but taken is refused, as is a taken external id', async () => {
    const { send, create } = await newsdesk()
    await create({ slug: 'a-slug', externalId: 'e1' })
    const one = await send('post', '/articles', { ...draft, slug: 'a-slug' }).expect(409)
    expect(one.body.code).toBe('slug-taken')
    const other = await send('post', '/articles', { ...draft, externalId: 'e1' }).expect(409)
    expect(other.body.code).toBe('external-id-taken')
    await send('post', '/articles', { ...draft, slug: 'Not A Slug' }).expect(400)
    await send('post', '/articles', { ...draft, slug: 'admin' }).expect(400)
  })

  test('and the external id of a discarded article become free again', async () => {
    const { act, create, read, patch } = await newsdesk()
    const id = await create({ slug: 'first', externalId: 'e1' })
    expect((await patch(id, { slug: 'second' })).status).toBe(200)
    await act(id, 'discard').expect(200)
    expect(await read(id)).toMatchObject({ state: 'discarded', allowed: [] })
    for (const slug of ['first', 'second']) await create({ slug })
    await create({ slug: 'third', externalId: 'e1' })
  })
})

describe('an edit', () => {
  test.each(['slug', 'headline', 'body', 'type', 'locale', 'storyKey'])(
    'cannot remove the required field %s',
    async (field) => {
      const { create, patch } = await newsdesk()
      const { status, body } = await patch(await create(), { [field]: null })
      expect({ status, errors: body.errors }).toMatchObject({
        status: 400,
        errors: [{ pointer: `/${field}`, detail: 'is required: it was absent or null' }],
      })
    },
  )

  test('is a merge patch that adds a revision; earlier ones stay', async () => {
    const { create, patch, send } = await newsdesk()
    const id = await create({ summary: 'In short.', dateline: { place: 'Berlin', date: '2026-03-01' } })
    const { body } = await patch(id, { headline: 'Other', summary: null, dateline: { place: 'Bonn' } })
    expect(body.data).toMatchObject({
      revision: 2,
      headline: 'Other',
      summary: null,
      dateline: { place: 'Bonn', date: '2026-03-01' },
      slug: 'markets-open-higher',
    })
    const list = await send('get', `/articles/${id}/revisions`).expect(200)
    expect(list.body.data.map((one: { revision: number }) => one.revision)).toEqual([2, 1])
    const first = await send('get', `/articles/${id}/revisions/1`).expect(200)
    expect(first.body.data).toMatchObject({ id, revision: 1, headline: draft.headline, summary: 'In short.' })
    await send('get', `/articles/${id}/revisions/3`).expect(404)
    const paged = await send('get', `/articles/${id}/revisions?limit=1`)
    const next = await send('get', paged.body.page.next.slice('/admin/v1'.length))
    expect(next.body.data.map((one: { revision: number }) => one.revision)).toEqual([1])
    expect(next.body.page.next).toBeNull()
  })

  test('that changes nothing adds no revision and keeps the ETag', async () => {
    const { create, patch, etag } = await newsdesk()
    const id = await create()
    const before = await etag(id)
    const { status, headers, body } = await patch(id, { headline: draft.headline, summary: null })
    expect({ status, etag: headers.etag, revision: body.data.revision }).toEqual({
      status: 200,
      etag: before,
      revision: 1,
    })
  })

  test('requires the ETag of the state that it changes', async () => {
    const { create, send, etag } = await newsdesk()
    const id = await create()
    const missing = await send('patch', `/articles/${id}`, { headline: 'x' })
    expect([missing.status, missing.body.code]).toEqual([428, 'if-match-required'])
    const old = await etag(id)
    await send('patch', `/articles/${id}`, { headline: 'x' }, { 'if-match': old }).expect(200)
    const stale = await send('patch', `/articles/${id}`, { headline: 'y' }, { 'if-match': old })
    expect([stale.status, stale.body.code]).toEqual([412, 'stale-revision'])
  })

  test('lists every field that would be invalid', async () => {
    const { create, patch } = await newsdesk()
    const id = await create()
    const { status, body } = await patch(id, {
      headline: null,
      urgency: 12,
      colour: 'red',
      body: [aBlock('One', 'b1'), aBlock('Two', 'b1')],
    })
    expect([status, body.code]).toEqual([400, 'invalid-body'])
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/body/1/_key',
      '/colour',
      '/headline',
      '/urgency',
    ])
  })
})

describe('the list', () => {
  test('has the newest change first, over all pages', async () => {
    const { create, send, patch } = await newsdesk()
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) ids.push(await create())
    await patch(ids[1] ?? '', { headline: 'Changed' })
    const seen: string[] = []
    for (let path: string | null = '/articles?limit=2'; path && seen.length < 20; ) {
      const { body }: { body: { data: { id: string }[]; page: { next: string | null } } } = await send(
        'get',
        path,
      )
      seen.push(...body.data.map(({ id }) => id))
      path = body.page.next?.slice('/admin/v1'.length) ?? null
    }
    expect(seen).toEqual([1, 4, 3, 2, 0].map((index) => ids[index]))
  })

  test('can be filtered by state, story, external id and slug', async () => {
    const { create, send, act, published } = await newsdesk()
    const one = await create({ storyKey: 'story', externalId: 'e1' })
    const two = await create({ storyKey: 'story', slug: 'two' })
    await act(two, 'submit').expect(200)
    const three = await published({ storyKey: 'other' })
    const ids = async (query: string) =>
      (await send('get', `/articles?${query}`).expect(200)).body.data.map(({ id }: { id: string }) => id)
    expect(await ids('storyKey=story')).toEqual([two, one])
    expect(await ids('externalId=e1')).toEqual([one])
    expect(await ids('slug=two')).toEqual([two])
    expect(await ids('state=draft')).toEqual([one])
    expect(await ids('state=in_review,published')).toEqual([three, two])
    expect(await ids('state=held')).toEqual([])
    expect(await ids('storyKey=story&state=in_review')).toEqual([two])
    await send('get', '/articles?state=nonsense').expect(400)
  })

  test('examines a bounded number of articles per page, and continues on the next', async () => {
    const { create, send } = await newsdesk()
    for (let count = 0; count < 3; count += 1) await create()
    const { body } = await send('get', '/articles?state=draft&limit=2').expect(200)
    expect(body.data).toHaveLength(2)
    expect(body.page.next).not.toBeNull()
  })
})
