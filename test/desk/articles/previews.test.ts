import { expect, test } from 'vitest'
import { sampleSlug } from '../../helpers.ts'
import { reading } from '../../reading.ts'
import { type Newsdesk, newsdesk } from './newsdesk.ts'

const previewOf = async (desk: Newsdesk, id: string, order?: object) => {
  const { body } = await desk.act(id, 'previews', order, desk.writer).expect(201)
  return body.data as { url: string; expiresAt: string; revision: number }
}

test('a preview shows the draft as it would be delivered, without a key', async () => {
  const desk = await newsdesk({ sample: true })
  const { body: list } = await desk.send('get', `/articles?slug=${sampleSlug}`)
  const id = list.data[0].id
  const { url } = await previewOf(desk, id)
  expect(url).toMatch(/^\/admin\/v1\/previews\/[\w-]{43}$/)
  const shown = await desk.http.get(url).expect(200)
  const { body: delivered } = await desk.http.get(`/v1/articles/${id}`).expect(200)
  const changing = ['version', 'signal', 'availableAt', 'updatedAt']
  const same = (article: object) =>
    Object.fromEntries(Object.entries(article).filter(([name]) => !changing.includes(name)))
  expect(same(shown.body.data)).toEqual(same(delivered.data))
  expect(shown.headers['cache-control']).toContain('no-store')
  expect(shown.headers['x-robots-tag']).toBe('noindex')
})

test('a preview stays at its revision, and contains nothing that readers would not get', async () => {
  const desk = await newsdesk()
  const id = await desk.create({ backstory: 'Secret backstory.', externalId: 'cms-1' })
  const { url, revision } = await previewOf(desk, id)
  await desk.patch(id, { headline: 'Later' })
  const { body } = await desk.http.get(url).expect(200)
  expect({ revision, headline: body.data.headline, version: body.data.version }).toEqual({
    revision: 1,
    headline: 'Markets Open Higher',
    version: 1,
  })
  for (const name of ['backstory', 'externalId', 'editorialNotes', 'state', 'revision'])
    expect(body.data).not.toHaveProperty(name)
  await desk.http.get(`/v1/articles/${id}`).expect(404)
})

test('a preview expires, at most a day later', async () => {
  const desk = await newsdesk()
  const id = await desk.create()
  const { url, expiresAt } = await previewOf(desk, id, { expiresIn: 60 })
  desk.time.set(new Date(Date.parse(expiresAt) - 1).toISOString())
  await desk.http.get(url).expect(200)
  desk.time.set(expiresAt)
  await desk.http.get(url).expect(404)
  for (const expiresIn of [0, 86_401, 1.5, '60'])
    await desk.act(id, 'previews', { expiresIn }, desk.writer).expect(400)
  await previewOf(desk, id, { expiresIn: 86_400 })
})

test('a discarded or retracted article has no preview', async () => {
  const desk = await newsdesk()
  const draft = await desk.create()
  const { url } = await previewOf(desk, draft)
  await desk.act(draft, 'discard').expect(200)
  await desk.http.get(url).expect(404)
  await desk.act(draft, 'previews', {}).expect(409)
  const killed = await desk.published()
  const { url: other } = await previewOf(desk, killed)
  await desk.act(killed, 'retractions', { kind: 'kill', notice: 'Wrong.' }).expect(201)
  await desk.http.get(other).expect(404)
})

test('the token is neither in the store nor in the log, and any other token is 404', async () => {
  const desk = await newsdesk({ environment: { LOG_REQUESTS: 'all' } })
  const id = await desk.create()
  const headers = { 'idempotency-key': 'once' }
  const { body } = await desk.send('post', `/articles/${id}/previews`, {}, headers).expect(201)
  const token = body.data.url.split('/').at(-1)
  await desk.http.get(body.data.url).expect(200)
  await desk.http.get(`/admin/v1/previews/${token}x`).expect(404)
  await desk.http.get(`/admin/v1/previews/${'A'.repeat(43)}`).expect(404)
  const again = await desk.send('post', `/articles/${id}/previews`, {}, headers).expect(201)
  expect(again.body.data).toEqual({ ...body.data, url: undefined })
  const { preview, idempotency, audit } = {
    preview: await reading(desk.db).selectFrom('preview').selectAll().execute(),
    idempotency: await reading(desk.db).selectFrom('idempotency').selectAll().execute(),
    audit: await reading(desk.db).selectFrom('audit').selectAll().execute(),
  }
  expect(preview).toHaveLength(1)
  expect(JSON.stringify([preview, idempotency, audit, desk.lines])).not.toContain(token)
})
