import { expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { aDisclaimer, anArticle, aRule } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'
import { documentDesk } from '../documents/document-desk.ts'

const soon = '2026-04-02T09:00:00.000Z'

/** A required text in force, and an article that it applies to. */
async function required() {
  const desk = await documentDesk('disclaimers')
  const id: string = (await desk.create(aDisclaimer()).expect(201)).body.data.id
  const publication: string = (await desk.publish(id).expect(201)).body.data.id
  await desk.db.write((write) => putRules(write, [aRule({ required: true })]))
  const article = await newsroom(desk.db).publish(articleKind, anArticle())
  /** The public response for the article, and whether it came from the response cache. */
  const shown = async (query = '') => {
    const { body } = await desk.http.get(`/v1/articles/${article}${query}`).expect(200)
    return body.data.disclaimers.map(({ version, text }: { version: number; text: string }) => ({
      version,
      text,
    }))
  }
  const hits = async () => {
    const { text } = await desk.http.get('/metrics').expect(200)
    return Number(/^broadtape_cache_hits_total(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1] ?? 0)
  }
  return { ...desk, id, publication, article, shown, hits }
}

const first = [{ version: 1, text: 'You may lose all you invest.' }]
const second = [{ version: 2, text: 'You may lose more than you invest.' }]

test('a new version applies to articles from its millisecond on, including cached responses', async () => {
  const { id, patch, publish, shown, hits, time, article, http } = await required()
  expect(await shown()).toEqual(first)
  await patch(id, { text: second[0]?.text })
  expect(await shown()).toEqual(first)
  await publish(id, { revision: 2, publishAt: soon }).expect(201)

  time.set('2026-04-02T08:59:59.000Z')
  expect(await shown()).toEqual(first)
  const { etag } = (await http.get(`/v1/articles/${article}`)).headers
  const before = await hits()
  time.set('2026-04-02T08:59:59.999Z')
  expect(await shown()).toEqual(first)
  expect(await hits()).toBe(before + 1)
  time.set(soon)
  expect(await shown()).toEqual(second)
  expect((await http.get(`/v1/articles/${article}`)).headers.etag).not.toBe(etag)
  expect(await shown('?asOf=2026-04-02T08:59:59.999Z')).toEqual(first)
  const list = await http.get('/v1/articles').expect(200)
  expect(list.body.data[0].disclaimers).toMatchObject([{ version: 2 }])
})

test('a text that a rule requires cannot be ended, narrowed or given an end; no content is withheld', async () => {
  const { id, publication, patch, publish, cancel, shown, read } = await required()
  await patch(id, { jurisdictions: ['EU'] })
  const refused = [
    await cancel(publication),
    await publish(id, { revision: 2 }),
    await publish(id, { revision: 1, expiresAt: soon }),
  ]
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
    refused.map(() => [409, 'disclaimer-required']),
  )
  expect(refused[0]?.body.requiredBy).toMatchObject([
    { rule: 'capital-everywhere', locale: 'en', jurisdiction: null },
  ])
  expect(refused[2]?.body.requiredBy).toMatchObject([{ from: soon }])
  expect(await shown()).toEqual(first)
  expect((await read(id)).publications).toMatchObject({ pending: null, visible: { id: publication } })
})

test('once no rule requires it, it can be ended, and articles are served without it', async () => {
  const { http, all, publication, cancel, shown } = await required()
  const rule = '/admin/v1/disclaimer-rules/capital-everywhere'
  const { etag = '' } = (await http.get(rule).set(all).expect(200)).headers
  await http
    .delete(rule)
    .set({ ...all, 'if-match': etag })
    .expect(204)
  await cancel(publication).expect(204)
  expect(await shown()).toEqual([])
})

test('each language of a key is a separate document', async () => {
  const { create, publish, http, shown } = await required()
  const german = { ...aDisclaimer(), locale: 'de', title: 'Kapital im Risiko' }
  const { body } = await create(german).expect(201)
  await publish(body.data.id).expect(201)
  expect((await create({ ...german, locale: 'DE' }).expect(409)).body.code).toBe('slug-taken')
  const text = await http.get('/v1/disclaimers/capital-at-risk?locale=de-AT').expect(200)
  expect(text.body.data.title).toBe('Kapital im Risiko')
  expect(await shown()).toEqual(first)
})

test.each([
  ['2026-03', '2026-01', 400],
  ['2026-03', '2026', 201],
  ['2026-03-17', '2026-03-17', 201],
  [null, '2026-01', 201],
])('a text that is effective from %s to %s is answered %d', async (effectiveFrom, effectiveTo, status) => {
  const { create } = await documentDesk('disclaimers')
  const { body } = await create({ ...aDisclaimer(), effectiveFrom, effectiveTo }).expect(status)
  if (status === 400)
    expect(body.errors).toMatchObject([{ pointer: '/effectiveTo', detail: 'ends before effectiveFrom' }])
})
