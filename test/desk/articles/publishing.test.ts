import { describe, expect, test } from 'vitest'
import { appendOverdue } from '../../../src/publishing/tape/follow.ts'
import { withKey } from '../../keys.ts'
import { reading } from '../../reading.ts'
import { type Newsdesk, newsdesk } from './newsdesk.ts'

const nine = '2026-04-01T09:00:00.000Z'
const before = '2026-04-01T08:59:59.999Z'
const ten = '2026-04-01T10:00:00.000Z'

/** The newest audit entry of an article. */
const lastEntry = ({ db }: Newsdesk, id: string) =>
  reading(db)
    .selectFrom('audit')
    .selectAll()
    .where('subject', '=', id)
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow()

describe('a scheduled publication', () => {
  test('becomes visible at its millisecond, to readers and in the state, without a poller', async () => {
    const desk = await newsdesk()
    const id = await desk.create()
    await desk.approve(id)
    const { body } = await desk.publishNewest(id, { publishAt: '2026-04-01T11:00:00+02:00' })
    expect(body.data).toMatchObject({ version: 1, signal: 'new', visibleFrom: nine, state: 'approved' })
    expect(body.data.id).toMatch(/^pub_/)
    desk.time.set(before)
    await desk.http.get(`/v1/articles/${id}`).expect(404)
    expect(await desk.read(id)).toMatchObject({
      state: 'approved',
      publications: { pending: { id: body.data.id, visibleFrom: nine }, visible: null },
    })
    desk.time.set(nine)
    const { body: article } = await desk.http.get(`/v1/articles/${id}`).expect(200)
    expect(article.data).toMatchObject({ availableAt: nine, publishedAt: nine })
    expect(await desk.read(id)).toMatchObject({
      state: 'published',
      publications: { pending: null, visible: { id: body.data.id } },
    })
    expect((await desk.http.get('/v1/events').expect(200)).body.data).toEqual([])
    await appendOverdue(desk.db, desk.clock.now)
    const { body: tape } = await desk.http.get('/v1/events').expect(200)
    expect(tape.data).toMatchObject([{ type: 'article.published', at: nine, subject: id, version: 1 }])
  })

  test('does not start within the millisecond in which its embargo ends', async () => {
    const desk = await newsdesk()
    const id = await desk.published({}, { embargoedUntil: '2026-04-01t09:00:00.0000000001z' })
    const { publications } = await desk.read(id)
    expect(publications.pending.visibleFrom).toBe('2026-04-01T09:00:00.001Z')
    desk.time.set('2026-04-01T09:00:00.000Z')
    await desk.http.get(`/v1/articles/${id}`).expect(404)
    desk.time.set('2026-04-01T09:00:00.001Z')
    await desk.http.get(`/v1/articles/${id}`).expect(200)
  })

  test('starts at the later of publishAt and embargoedUntil, and ends at its expiry', async () => {
    const desk = await newsdesk()
    const id = await desk.published({}, { publishAt: before, embargoedUntil: nine, expiresAt: ten })
    const codeAt = async (at: string) => {
      desk.time.set(at)
      return (await desk.http.get(`/v1/articles/${id}`)).status
    }
    expect([await codeAt(before), await codeAt(nine), await codeAt(ten)]).toEqual([404, 200, 404])
    expect(await desk.read(id)).toMatchObject({
      state: 'published',
      publications: { pending: null, visible: null },
      allowed: ['patch', 'preview', 'publish', 'retract'],
    })
  })

  test('of a live article leaves the old version public until its moment', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    await desk.patch(id, { headline: 'Later' })
    expect((await desk.read(id)).state).toBe('draft')
    await desk.approve(id)
    await desk.publishNewest(id, { publishAt: nine })
    const again = await desk.act(id, 'publications', { revision: 2 })
    expect([again.status, again.body.code]).toEqual([409, 'publication-pending'])
    expect(again.body.allowed).toContain('cancel')
    const headlineAt = async (at: string) => {
      desk.time.set(at)
      return (await desk.http.get(`/v1/articles/${id}`).expect(200)).body.data.headline
    }
    expect(await headlineAt(before)).toBe('Markets Open Higher')
    expect(await headlineAt(nine)).toBe('Later')
  })

  test('is cancelled as if it had never existed', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    const { body } = await desk.publishNewest(id, { publishAt: nine })
    const etag = await desk.etag(id)
    const answer = await desk.send('delete', `/publications/${body.data.id}`).expect(204)
    expect(answer.headers.etag).toBe(await desk.etag(id))
    expect(answer.headers.etag).not.toBe(etag)
    desk.time.set(ten)
    expect(await desk.read(id)).toMatchObject({ publications: { pending: null, visible: { version: 1 } } })
    await desk.send('delete', `/publications/${body.data.id}`).expect(404)
  })

  test('of an article cannot be cancelled once it is visible', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    const { publications } = await desk.read(id)
    const { status, body } = await desk.send('delete', `/publications/${publications.visible.id}`)
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'state-conflict' })
    expect(body.allowed).toEqual(expect.arrayContaining(['hold', 'retract']))
  })

  test('cannot be cancelled by a key for another kind', async () => {
    const desk = await newsdesk()
    const id = await desk.create()
    await desk.approve(id)
    const { body } = await desk.publishNewest(id, { publishAt: nine })
    const other = await withKey(desk.db, ['menus:publish', 'disclaimers:publish'])
    const answer = await desk.send('delete', `/publications/${body.data.id}`, undefined, {}, other)
    expect([answer.status, answer.body.code]).toEqual([403, 'insufficient-scope'])
    expect(answer.body.detail).toContain('articles:publish')
  })
})

describe('publishing', () => {
  test('needs an approved revision, and approval does not carry over to later revisions', async () => {
    const desk = await newsdesk()
    const id = await desk.create()
    const refused = await desk.act(id, 'publications', { revision: 1 })
    expect([refused.status, refused.body.allowed]).toEqual([409, ['patch', 'preview', 'submit', 'discard']])
    await desk.approve(id)
    await desk.patch(id, { headline: 'Edited' })
    expect(await desk.read(id)).toMatchObject({ state: 'draft', revision: 2, review: null })
    await desk.act(id, 'publications', { revision: 2 }).expect(409)
    await desk.act(id, 'publications', { revision: 3 }).expect(409)
    await desk.act(id, 'publications', { revision: 1 }).expect(201)
    const { body } = await desk.http.get(`/v1/articles/${id}`).expect(200)
    expect(body.data.headline).toBe('Markets Open Higher')
    expect((await desk.read(id)).state).toBe('draft')
  })

  test('needs approval by a key other than the one that wrote the revision', async () => {
    const desk = await newsdesk()
    const id = await desk.create()
    await desk.patch(id, { headline: 'By the editor' }, desk.editor)
    await desk.act(id, 'submit', {}, desk.writer).expect(200)
    const { status, body } = await desk.act(id, 'approve')
    expect([status, body.code, body.allowed]).toEqual([
      409,
      'self-approval',
      ['patch', 'preview', 'request-changes', 'discard'],
    ])
    await desk.act(id, 'approve', {}, desk.writer).expect(403)
  })

  test('needs no approval with REVIEW_REQUIRED=false', async () => {
    const desk = await newsdesk({ environment: { REVIEW_REQUIRED: 'false' } })
    const id = await desk.create()
    await desk.act(id, 'publications', { revision: 1 }).expect(201)
    await desk.http.get(`/v1/articles/${id}`).expect(200)
  })

  test('changes the ETag with every act', async () => {
    const desk = await newsdesk()
    const id = await desk.create()
    const seen = [await desk.etag(id)]
    const step = async (acting: PromiseLike<{ status: number; headers: { etag?: string } }>) => {
      const { status, headers } = await acting
      expect(status).toBeLessThan(300)
      expect(headers.etag).toBe(await desk.etag(id))
      seen.push(await desk.etag(id))
    }
    await step(desk.act(id, 'submit', { reason: 'ready' }))
    await step(desk.act(id, 'request-changes', { reason: 'shorter' }))
    await step(desk.patch(id, { headline: 'Shorter' }))
    await step(desk.act(id, 'submit'))
    await step(desk.act(id, 'approve'))
    await step(desk.act(id, 'publications', { revision: 2 }))
    await step(desk.correct(id))
    await step(desk.act(id, 'hold', { reason: 'checking' }))
    await step(desk.act(id, 'release'))
    await step(desk.act(id, 'retractions', { kind: 'withdrawal', notice: 'Withdrawn.' }))
    expect(new Set(seen).size).toBe(11)
    const stale = await desk.send('post', `/articles/${id}/submit`, {}, { 'if-match': seen[0] ?? '' })
    expect(stale.status).toBe(412)
  })

  test('has one effect for twenty concurrent repeats with one Idempotency-Key', async () => {
    const desk = await newsdesk()
    const id = await desk.create()
    await desk.approve(id)
    const headers = { 'idempotency-key': 'once' }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        desk.send('post', `/articles/${id}/publications`, { revision: 1 }, headers),
      ),
    )
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(201)
    expect((await desk.http.get(`/v1/articles/${id}/versions`)).body.data).toHaveLength(1)
    const other = await desk.send('post', `/articles/${id}/publications`, { revision: 2 }, headers)
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-mismatch'])
  })

  test('needs an Idempotency-Key, as do correcting and retracting', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    for (const name of ['publications', 'corrections', 'retractions']) {
      const { status } = await desk.http.post(`/admin/v1/articles/${id}/${name}`).set(desk.editor).send({})
      expect(status).toBe(400)
    }
  })

  test('cannot end before it starts, nor have the signal correction', async () => {
    const desk = await newsdesk()
    const id = await desk.create()
    await desk.approve(id)
    const answer = await desk.act(id, 'publications', { revision: 1, publishAt: ten, expiresAt: nine })
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid-interval'])
    await desk.act(id, 'publications', { revision: 1, signal: 'correction' }).expect(400)
    await desk.act(id, 'publications', { revision: 1, publishAt: '2026-04-01T09:00:00' }).expect(400)
    expect((await desk.read(id)).publications).toEqual({ pending: null, visible: null })
  })
})

describe('a correction', () => {
  test('adds a version, a notice and a tape entry; newer edits are not included and their ETag is stale', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    await desk.patch(id, { headline: 'Unpublished', summary: 'Unpublished.' })
    const stale = await desk.etag(id)
    const { body } = await desk.correct(id, { blockKey: 'b1' }).expect(201)
    expect(body.data).toMatchObject({
      articleId: id,
      version: 2,
      revision: 3,
      kind: 'correction',
      blockKey: 'b1',
      was: 'higher',
      is: 'lower',
      state: 'published',
      publication: { version: 2, revision: 3, signal: 'correction' },
    })
    const { body: article } = await desk.http.get(`/v1/articles/${id}`).expect(200)
    expect(article.data).toMatchObject({ headline: 'Markets Open Lower', summary: null, version: 2 })
    expect(article.data.corrections).toMatchObject([{ id: body.data.id, note: 'The direction was wrong.' }])
    expect(JSON.stringify(article)).not.toContain('Unpublished')
    const { body: notices } = await desk.http.get('/v1/corrections').expect(200)
    expect(notices.data).toMatchObject([{ id: body.data.id, articleId: id, version: 2 }])
    const { body: tape } = await desk.http.get('/v1/events').expect(200)
    expect(tape.data.map(({ type }: { type: string }) => type)).toEqual([
      'article.published',
      'article.corrected',
    ])
    const late = await desk.send('patch', `/articles/${id}`, { headline: 'Late' }, { 'if-match': stale })
    expect([late.status, late.body.code]).toEqual([412, 'stale-revision'])
    expect(await desk.read(id)).toMatchObject({
      revision: 3,
      headline: 'Markets Open Lower',
      state: 'published',
    })
  })

  test('is audited as unreviewed, with the key that made it', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    await desk.correct(id).expect(201)
    const entry = await lastEntry(desk, id)
    expect(entry).toMatchObject({
      act: 'article.correct',
      key_name: 'editor',
      note: 'unreviewed',
      revision: 2,
    })
    expect(entry.before_sha256).not.toBe(entry.after_sha256)
    expect((await desk.read(id)).author).toBe(entry.key_id)
  })

  test('is audited with the previously public text, not with a newer draft', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    await desk.patch(id, { headline: 'An edit that nobody has seen' })
    await desk.correct(id).expect(201)
    const entries = await reading(desk.db)
      .selectFrom('audit')
      .selectAll()
      .where('subject', '=', id)
      .orderBy('seq')
      .execute()
    const published = entries.find(({ act }) => act === 'article.publish')
    expect(entries.at(-1)).toMatchObject({
      act: 'article.correct',
      before_sha256: published?.after_sha256,
      revision: 3,
    })
  })

  test.each([
    ['hold', 'hold', { reason: 'A doubt.' }, 'A doubt.'],
    ['retraction', 'retractions', { kind: 'withdrawal', notice: 'Withdrawn.' }, 'withdrawal'],
  ])('a %s is audited with the publication that it cancels', async (_, name, body, note) => {
    const desk = await newsdesk()
    const id = await desk.published()
    await desk.patch(id, { headline: 'Later' })
    await desk.approve(id)
    const waiting = (await desk.publishNewest(id, { publishAt: '2027-01-01T00:00:00Z' })).body.data.id
    await desk.act(id, name, body)
    const entry = await lastEntry(desk, id)
    expect(entry.note).toBe(`${note}; cancels ${waiting}`)
  })

  test('that would make the content invalid, or names an unknown block, is refused as a whole', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    const broken = await desk.correct(id, { patch: { headline: null, colour: 'red' } })
    expect([broken.status, broken.body.code]).toEqual([422, 'invalid-content'])
    const lost = await desk.correct(id, { blockKey: 'nowhere' })
    expect([lost.status, lost.body.code]).toEqual([422, 'publish-guard-failed'])
    expect(lost.body.errors).toMatchObject([{ pointer: '/blockKey', code: 'unknown-block' }])
    expect((await desk.read(id)).revision).toBe(1)
    expect((await desk.http.get('/v1/corrections')).body.data).toEqual([])
  })
})

describe('an article that is taken off', () => {
  test('is released as the next version of the same revision with the same expiry, but not after it', async () => {
    const desk = await newsdesk()
    const id = await desk.published({}, { expiresAt: ten })
    await desk.act(id, 'hold', {}).expect(400)
    const { body } = await desk.act(id, 'hold', { reason: 'checking' }).expect(200)
    expect(body.data).toMatchObject({ state: 'held', hold: { reason: 'checking' } })
    await desk.http.get(`/v1/articles/${id}`).expect(404)
    const released = await desk.act(id, 'release', { reason: 'checked' }).expect(200)
    expect(released.body.data).toMatchObject({
      state: 'published',
      hold: null,
      publications: { visible: { version: 2, revision: 1, expiresAt: ten } },
    })
    await desk.act(id, 'hold', { reason: 'again' }).expect(200)
    desk.time.set(ten)
    const late = await desk.act(id, 'release')
    expect([late.status, late.body.allowed]).toEqual([409, ['patch', 'preview', 'retract']])
  })

  test('by a hold has its pending publication cancelled', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    await desk.publishNewest(id, { publishAt: nine })
    await desk.act(id, 'hold', { reason: 'checking' }).expect(200)
    expect((await desk.read(id)).publications).toEqual({ pending: null, visible: null })
    desk.time.set(ten)
    await desk.http.get(`/v1/articles/${id}`).expect(404)
  })

  test.each(['visible', 'held', 'expired'])('while it is %s can be retracted permanently', async (how) => {
    const desk = await newsdesk()
    const id = await desk.published({}, { expiresAt: ten })
    const { slug } = await desk.read(id)
    const visibleAt = desk.clock.now()
    if (how === 'held') await desk.act(id, 'hold', { reason: 'checking' }).expect(200)
    if (how === 'expired') desk.time.set(ten)
    const { body } = await desk.act(id, 'retractions', { kind: 'kill', notice: 'It was wrong.' }).expect(201)
    expect(body.data).toMatchObject({
      articleId: id,
      kind: 'kill',
      notice: 'It was wrong.',
      state: 'retracted',
    })
    expect(body.data.id).toMatch(/^cor_/)
    const gone = await desk.http.get(`/v1/articles/${slug}`).expect(410)
    expect(gone.body).toMatchObject({ code: 'article-retracted', notice: 'It was wrong.' })
    await desk.http.get(`/v1/articles/${id}?asOf=${visibleAt}`).expect(410)
    const again = await desk.act(id, 'retractions', { kind: 'kill', notice: 'Again.' })
    expect([again.status, again.body.allowed]).toEqual([409, []])
    expect(await desk.read(id)).toMatchObject({ state: 'retracted', retraction: { notice: 'It was wrong.' } })
  })
})
