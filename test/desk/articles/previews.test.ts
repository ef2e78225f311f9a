import { expect, test } from 'vitest'
import { disclaimerKind } from '../../../src/disclaimers/kind.ts'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { deskCaching } from '../../../src/http/protocol/headers.ts'
import { sampleSlug } from '../../helpers.ts'
import { aBlock, aDisclaimer, aRule } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'
import { reading } from '../../reading.ts'
import { type Newsdesk, newsdesk } from './newsdesk.ts'

const previewOf = async (desk: Newsdesk, id: string, order?: object) => {
  const { body } = await desk.act(id, 'previews', order, desk.writer).expect(201)
  return body.data as { url: string; expiresAt: string; revision: number }
}

/** The text of an answer, without the moments and numbers that a publication gives. */
const lasting = (text: string, ...names: string[]) =>
  names.reduce((rest, name) => rest.replace(new RegExp(`,"${name}":(?:"[^"]*"|\\d+)`), ''), text)

const shapes = ['none', 'blocks', 'html', 'markdown', 'text'].flatMap((form) =>
  ['', '&fields=headline,body,disclaimers,links'].flatMap((fields) =>
    ['', '&jurisdiction=DE', '&jurisdiction=US'].map((place) => `?body=${form}${fields}${place}`),
  ),
)

test('a preview is, byte for byte and in every shape, what delivery answers once it is published', async () => {
  const desk = await newsdesk()
  const rooms = newsroom(desk.db)
  await rooms.publish(disclaimerKind, aDisclaimer())
  await rooms.publish(disclaimerKind, aDisclaimer({ key: 'german', title: 'Für Deutschland' }))
  const german = aRule({
    key: 'german',
    disclaimer: 'german',
    when: { jurisdictions: ['DE'] },
    required: true,
  })
  await desk.db.write((write) => putRules(write, [aRule(), german]))
  const id = await desk.create({ body: [aBlock('Shares “rose” – 5 %. 株価 & <b>')], summary: 'A summary.' })
  const { url } = await previewOf(desk, id)
  const previews = new Map<string, string>()
  for (const shape of ['', ...shapes]) {
    const { text, headers } = await desk.http.get(`${url}${shape}`).expect(200)
    expect(headers['cache-control']).toBe(deskCaching)
    expect(headers['x-robots-tag']).toBe('noindex')
    expect(headers['content-encoding']).toBeUndefined()
    previews.set(shape, text)
  }
  expect(previews.get('?jurisdiction=DE&body=html')).not.toBe(previews.get('?body=html'))
  await desk.approve(id)
  await desk.publishNewest(id)
  const moments = ['publishedAt', 'updatedAt', 'availableAt']
  for (const [shape, text] of previews) {
    const delivered = await desk.http.get(`/v1/articles/${id}${shape}`).expect(200)
    expect(lasting(text, ...moments), shape).toBe(lasting(delivered.text, ...moments))
  }
})

test('a preview of what is public differs in its version alone, and one of what is scheduled in its moment', async () => {
  const desk = await newsdesk({ sample: true })
  const { body: list } = await desk.send('get', `/articles?slug=${sampleSlug}`)
  const id = list.data[0].id
  const { url } = await previewOf(desk, id)
  const shown = await desk.http.get(url).expect(200)
  const delivered = await desk.http.get(`/v1/articles/${id}`).expect(200)
  expect(shown.body.data).toMatchObject({ version: 2, signal: 'update' })
  const given = ['version', 'signal', 'availableAt']
  expect(lasting(shown.text, ...given)).toBe(lasting(delivered.text, ...given))

  const soon = await desk.create()
  await desk.approve(soon)
  await desk.publishNewest(soon, { publishAt: '2026-05-01T00:00:00.000Z' })
  const waiting = await desk.http.get((await previewOf(desk, soon)).url).expect(200)
  desk.time.set('2026-05-01T00:00:00.000Z')
  const begun = await desk.http.get(`/v1/articles/${soon}`).expect(200)
  expect(lasting(waiting.text, 'updatedAt', 'availableAt')).toBe(
    lasting(begun.text, 'updatedAt', 'availableAt'),
  )
})

test('a preview is refused as delivery is: where it is blocked, and with a parameter that delivery does not know', async () => {
  const desk = await newsdesk()
  const { url } = await previewOf(desk, await desk.create({ blockedIn: ['DE'] }))
  await desk.http.get(url).expect(200)
  const blocked = await desk.http.get(`${url}?jurisdiction=DE`).expect(451)
  expect(blocked.headers['cache-control']).toBe(deskCaching)
  for (const query of ['body=pdf', 'fields=state', 'jurisdiction=UK', 'asOf=2026-01-01T00:00:00Z', 'x=1'])
    await desk.http.get(`${url}?${query}`).expect(400)
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
