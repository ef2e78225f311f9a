import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { sampleSlug, testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const sample = `/v1/articles/${sampleSlug}`

test('the article is 404 before it was loaded, and found from that millisecond on', async () => {
  const { http, time } = await testApp({ startAt: '2026-04-01T00:00:00.000Z' })
  time.set('2026-04-02T00:00:00.000Z')
  const { body } = await http.get(sample).expect(200)
  const begin = Date.parse(body.data.availableAt)
  await http.get(`${sample}?asOf=${new Date(begin - 1).toISOString()}`).expect(404)
  await http.get(`${sample}?asOf=${new Date(begin).toISOString()}`).expect(200)
})

test('each moment returns the version of its half-open interval', async () => {
  const { http, db, time } = await testApp()
  const desk = newsroom(db)
  time.set('2026-04-02T00:00:00.000Z')
  const id = await desk.publish(articleKind, anArticle({ headline: 'One' }))
  time.set('2026-04-03T00:00:00.000Z')
  await desk.update(articleKind, id, anArticle({ headline: 'Two' }))
  time.set('2026-04-04T00:00:00.000Z')
  const headlineAt = async (asOf: string) =>
    (await http.get(`/v1/articles/${id}?asOf=${asOf}`).expect(200)).body.data.headline
  expect(await headlineAt('2026-04-02T00:00:00.000Z')).toBe('One')
  expect(await headlineAt('2026-04-02T23:59:59.999Z')).toBe('One')
  expect(await headlineAt('2026-04-03T00:00:00Z')).toBe('Two')
  expect(await headlineAt('2026-04-03T02:00:00%2B02:00')).toBe('Two')
  expect(await headlineAt('2026-04-03T01:59:59.999999999%2B02:00')).toBe('One')
})

test('asOf accepts the present, and refuses the next millisecond as the future', async () => {
  const { http, clock } = await testApp()
  await http.get(`${sample}?asOf=${clock.now()}`).expect(200)
  const next = new Date(Date.parse(clock.now()) + 1).toISOString()
  const { body } = await http.get(`${sample}?asOf=${next}`).expect(400)
  expect(body.errors).toEqual([expect.objectContaining({ parameter: 'asOf' })])
})

test.each([
  '2026-03-18T09:00:00',
  '2026-03-18',
  '2016-12-31T23:59:60Z',
  '2026-03-18T09:00:60Z',
  '2026-02-30T09:00:00Z',
  '2025-02-29T09:00:00Z',
  '2026-13-01T09:00:00Z',
  '2026-03-18T24:00:00Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00%2B01:00',
  '9999-12-31T23:59:59-23:00',
  '2026-03-18T09:00:00+02:00',
  '2026-03-18 09:00:00Z',
  '1773824400000',
  'now',
  '',
  '20260318T090000Z',
  '2026-03-18T09:00:00.Z',
])('asOf=%s is refused', async (asOf) => {
  const { http } = await testApp({ sample: false })
  for (const url of [sample, '/v1/articles', '/v1/disclaimers', '/v1/entities', '/v1/corrections']) {
    const { body } = await http.get(`${url}?asOf=${asOf}`).expect(400)
    expect(body.errors).toEqual([expect.objectContaining({ parameter: 'asOf' })])
  }
})

test.each(['0001-01-01T00:00:00Z', '2024-02-29T00:00:00Z', '1969-07-20T20:17:40.5-05:00'])(
  'asOf=%s is a moment before everything',
  async (asOf) => {
    const { http } = await testApp()
    await http.get(`${sample}?asOf=${asOf}`).expect(404)
    expect((await http.get(`/v1/articles?asOf=${asOf}`).expect(200)).body).toEqual({
      data: [],
      page: { limit: 20, next: null },
    })
  },
)

test('a correction and a later change of a reference do not alter the past', async () => {
  const { http, db, time } = await testApp()
  const desk = newsroom(db)
  const id = await desk.publish(articleKind, anArticle())
  time.advance(1_000)
  const asOf = new Date(time.read()).toISOString()
  const urls = [`/v1/articles/${id}`, '/v1/articles', `/v1/articles/${id}/versions`, '/v1/corrections']
  const get = (url: string) => http.get(`${url}?asOf=${asOf}`).expect(200)
  const before = await Promise.all(urls.map(get))
  time.advance(1_000)
  await desk.correct(id)
  await desk.publish(articleKind, anArticle({ slug: 'another' }))
  time.advance(1_000)
  const after = await Promise.all(urls.map(get))
  expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
})
