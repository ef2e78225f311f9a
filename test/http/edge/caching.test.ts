import { expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { sampleSlug, testApp } from '../../helpers.ts'
import { anArticle } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'
import { deliveryPaths, envelopePaths, feedPaths, otherPaths } from '../paths.ts'

const article = `/v1/articles/${sampleSlug}`
const now = {
  article: 'public, max-age=15, stale-while-revalidate=15, stale-if-error=3600',
  list: 'public, max-age=5, stale-while-revalidate=15, stale-if-error=3600',
  reference: 'public, max-age=60, stale-if-error=3600',
}
const past = 'public, max-age=300'

test('a matching If-None-Match is answered 304 on every path, with the headers that a cache needs', async () => {
  const { http } = await testApp()
  for (const path of deliveryPaths) {
    const get = () => http.get(path).set('Accept-Encoding', 'identity')
    const { headers } = await get().expect(200)
    const etag = headers.etag ?? ''
    expect(etag).toMatch(/^"[\w-]+"$/)
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, `W/"a",W/${etag} , "b"`, '*']) {
      const fresh = await get().set('If-None-Match', tags).expect(304)
      expect(fresh.text).toBe('')
      for (const name of ['etag', 'cache-control', 'vary']) expect(fresh.headers[name]).toBe(headers[name])
      await http.head(path).set('If-None-Match', tags).expect(304)
    }
    for (const tags of ['"other"', etag.slice(1, -1), `"x${etag.slice(1)}`, ''])
      await get().set('If-None-Match', tags).expect(200)
  }
})

test('If-Modified-Since and Cache-Control of a request are ignored', async () => {
  const { http } = await testApp()
  const { headers } = await http.get(article).expect(200)
  await http.get(article).set('If-Modified-Since', 'Fri, 31 Dec 2100 23:59:59 GMT').expect(200)
  for (const directive of ['no-cache', 'max-age=0', 'no-store'])
    await http
      .get(article)
      .set('If-None-Match', headers.etag ?? '')
      .set('Cache-Control', directive)
      .expect(304)
  await http.get(article).set('Cache-Control', 'only-if-cached').expect(200)
})

test('the entity tag of the same content changes with its disclaimers, and with nothing else', async () => {
  const { http, time } = await testApp()
  const tagOf = async (query: string) => (await http.get(article + query).expect(200)).headers.etag
  const tag = await tagOf('')
  time.advance(3_600_000)
  expect(await tagOf('')).toBe(tag)
  expect(await tagOf('?jurisdiction=DE')).toBe(tag)
  expect(await tagOf('?body=text')).not.toBe(tag)
})

test('HEAD returns the headers of GET on every path, without a body', async () => {
  const { http } = await testApp()
  const strip = ({ date, 'x-request-id': id, ...headers }: Record<string, string>) => {
    expect(date && id).toBeTruthy()
    return headers
  }
  for (const path of [
    ...deliveryPaths,
    // The metrics count this request too.
    ...otherPaths.filter((path) => path !== '/metrics'),
    '/v1/articles/absent',
    '/nothing',
    '/v1/articles?limit=0',
  ]) {
    const get = await http.get(path).set('Accept-Encoding', 'identity')
    const head = await http.head(path)
    expect(head.status).toBe(get.status)
    expect(strip(head.headers)).toEqual(strip(get.headers))
    expect(head.text ?? '').toBe('')
  }
})

test.each([
  ['article', article],
  ['article', `${article}/versions`],
  ['article', `${article}/corrections`],
  ['article', `${article}/disclaimers`],
  ...feedPaths.map((path) => ['article', path] as const),
  ['list', '/v1/articles'],
  ['list', '/v1/corrections'],
  ['reference', '/v1/product-menus'],
  ['reference', '/v1/product-menus/futures-mega-menu'],
  ['reference', '/v1/disclaimers'],
  ['reference', '/v1/disclaimers/risk-warning-and-disclaimer'],
  ['reference', '/v1/entities'],
  ['reference', '/v1/entities/openai'],
  ['reference', '/v1/instruments/pltr'],
  ['reference', '/v1/topics/medtop:20001298'],
] as const)('as %s is kept %s; for a moment more than a minute ago longer', async (kind, path) => {
  const { http, time } = await testApp()
  time.set('2026-04-02T00:00:00.000Z')
  const caching = async (query = '') => (await http.get(path + query).expect(200)).headers['cache-control']
  expect(await caching()).toBe(now[kind])
  expect(await caching('?asOf=2026-04-01T23:59:00.000Z')).toBe(now[kind])
  expect(await caching('?asOf=2026-04-01T23:58:59.999Z')).toBe(past)
})

test('fixed versions, events and operational endpoints have their own lifetimes, and errors none', async () => {
  const { http } = await testApp()
  const caching = async (path: string) => (await http.get(path)).headers['cache-control']
  expect(await caching(`${article}/versions/1`)).toBe(past)
  expect(await caching('/v1/disclaimers/risk-warning-and-disclaimer/versions/1')).toBe(past)
  expect(await caching('/v1/events')).toBe('public, max-age=1')
  for (const path of ['/livez', '/readyz', '/v1/articles?limit=0'])
    expect(await caching(path)).toBe('no-store')
  for (const path of ['/v1/articles/absent', '/nothing', `${article}?asOf=2020-01-01T00:00:00Z`])
    expect(await caching(path)).toBe('public, max-age=1')
})

test('lifetimes do not reveal scheduled content', async () => {
  const { http, db } = await testApp()
  const times = { publishAt: '2026-04-01T00:00:07.000Z', expiresAt: '2026-04-01T00:00:09.000Z' }
  const before = await Promise.all(deliveryPaths.map((path) => http.get(path).expect(200)))
  await newsroom(db).publish(articleKind, anArticle(), times)
  for (const [index, path] of deliveryPaths.entries()) {
    const { headers, text } = await http.get(path).expect(200)
    expect([headers.etag, headers['cache-control'], text]).toEqual([
      before[index]?.headers.etag,
      before[index]?.headers['cache-control'],
      before[index]?.text,
    ])
  }
})

test('every answer varies by coding only, and single resources state their date, language and ids', async () => {
  const { http } = await testApp()
  for (const path of envelopePaths) {
    const { headers, body } = await http.get(path).expect(200)
    expect(headers.vary).toBe('Accept-Encoding')
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    if (Array.isArray(body.data) && body.data.length === 0) continue
    expect(headers['surrogate-key']).toMatch(/^[\w/:.-]+( [\w/:.-]+)*$/)
    if (!Array.isArray(body.data))
      expect(headers['last-modified']).toBe(new Date(body.data.availableAt).toUTCString())
    if (body.data.locale) expect(headers['content-language']).toBe(body.data.locale)
  }
})
