import { describe, expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { sampleSlug } from '../../helpers.ts'
import { anArticle } from '../../makers.ts'
import { deliveryPaths } from '../paths.ts'
import { essence, served } from '../served.ts'

const article = `/v1/articles/${sampleSlug}`

describe('a cached answer', () => {
  test('equals the first one in every coding, except request id and rate limit, for GET and HEAD', async () => {
    const { ask, hits } = await served({ environment: { RATE_LIMIT: '1000' } })
    for (const coding of ['br', 'zstd', 'gzip', 'identity']) {
      for (const path of deliveryPaths) {
        const url = `${path}?${coding === 'identity' ? '' : '&'.repeat(coding.length)}`
        const headers = { 'accept-encoding': coding }
        const first = await ask(url, { headers })
        expect({ url, status: first.status, hits: await hits() }).toMatchObject({ url, status: 200 })
        const before = await hits()
        const second = await ask(url, { headers })
        const head = await ask(url, { headers, method: 'HEAD' })
        expect(await hits()).toBe(before + 2)
        expect(essence(second)).toEqual(essence(first))
        expect(essence(head)).toEqual({ ...essence(first), text: '' })
        expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
        expect(first.headers.ratelimit).toMatch(/^"default";r=\d+;t=\d+$/)
        expect(second.headers.ratelimit).not.toBe(first.headers.ratelimit)
      }
    }
  })

  test('is created by GET, by HEAD and by a 304', async () => {
    const { ask, hits } = await served()
    await ask(article, { method: 'HEAD' })
    const { headers } = await ask(article)
    expect(await hits()).toBe(1)
    await ask('/v1/entities', { headers: { 'if-none-match': '*' } })
    expect((await ask('/v1/entities')).bytes.length).toBeGreaterThan(100)
    expect(await hits()).toBe(2)
    expect(headers['content-length']).toBeDefined()
  })

  test('is not created from an error, a redirect or an operational endpoint', async () => {
    const { ask, hits, desk } = await served()
    const id = await desk.publish(articleKind, anArticle({ slug: 'old' }))
    await desk.update(articleKind, id, anArticle({ slug: 'newer', storyKey: 'old' }))
    const urls = [
      '/v1/articles/absent',
      '/v1/articles?limit=0',
      '/v1/articles/old',
      '/livez',
      '/readyz',
      '/problems',
    ]
    for (const url of [...urls, ...urls]) await ask(url)
    expect(await hits()).toBe(0)
    expect((await ask('/v1/articles/old')).status).toBe(308)
  })

  test.each([
    ['another parameter order', '/v1/articles?fields=id&limit=1', '/v1/articles?limit=1&fields=id'],
    ['an empty query', '/v1/topics', '/v1/topics?'],
  ])('is of one URL as it was sent: %s', async (_, one, other) => {
    const { ask, hits } = await served()
    const first = await ask(one)
    const second = await ask(other)
    expect(await hits()).toBe(0)
    expect(JSON.parse(second.bytes.toString()).data).toEqual(JSON.parse(first.bytes.toString()).data)
  })
})

describe('other requests bypass the response cache', () => {
  test('an invalid key, which is refused', async () => {
    const { ask, hits } = await served()
    for (const method of ['GET', 'HEAD'])
      for (const authorization of ['Bearer bt_x', ''])
        for (const _ of [1, 2]) {
          await ask(article)
          const { status, headers } = await ask(article, { method, headers: { authorization } })
          expect(status).toBe(401)
          expect(headers['www-authenticate']).toMatch(/^Bearer/)
        }
    expect(await hits()).toBe(7)
  })

  test('a body', async () => {
    const { ask, hits } = await served()
    const plain = await ask(article)
    for (const method of ['GET', 'HEAD'])
      for (const headers of [{ 'content-length': '2' }, { 'transfer-encoding': 'chunked' }]) {
        const answer = await ask(article, { method, headers, body: '{}' })
        expect(answer.status).toBe(200)
        if (method === 'GET') expect(answer.bytes).toEqual(plain.bytes)
      }
    expect(await hits()).toBe(0)
  })

  test('another method, which is refused', async () => {
    const { ask } = await served()
    await ask(article)
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE'])
      expect((await ask(article, { method })).status).toBe(405)
    expect((await ask(article, { method: 'OPTIONS' })).status).toBe(204)
  })

  test('two hosts, no host, or too many header fields, which are refused', async () => {
    const { ask, send } = await served()
    await ask('/v1/topics')
    const get = (fields: string) => send(`GET /v1/topics HTTP/1.1\r\n${fields}Connection: close\r\n\r\n`)
    expect((await get('Host: a\r\n')).status).toBe(200)
    expect((await get('Host: a\r\nHost: b\r\n')).status).toBe(400)
    expect((await get('Host: a\r\nhost: a\r\n')).status).toBe(400)
    expect((await get('')).status).toBe(400)
    expect((await get(`Host: a\r\n${'X-A: b\r\n'.repeat(99)}`)).status).toBe(431)
    expect((await get(`Host: a\r\nX-A: ${'b'.repeat(17_000)}\r\n`)).status).toBe(431)
  })

  test('the absolute form of a URL, which gets the same answer and adds no entry', async () => {
    const { ask, send } = await served()
    const plain = await ask('/v1/entities?limit=1')
    for (const _ of [1, 2]) {
      const { status, head, body } = await send(
        'GET http://other.example/v1/entities?limit=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      )
      expect({ status, body }).toEqual({ status: 200, body: plain.bytes.toString() })
      expect(head + body).not.toContain('other.example')
    }
    expect((await ask('/v1/entities?limit=1')).bytes).toEqual(plain.bytes)
  })
})

describe('the size of the response cache', () => {
  const urls = Array.from({ length: 100 }, (_, index) => `/v1/articles?fields=id&limit=${index + 1}`)

  test('stays within CACHE_BYTES, keeping the most recently used answers', async () => {
    const { ask, metric, hits } = await served({ environment: { CACHE_BYTES: '150000' } })
    for (const url of urls) await ask(url)
    const kept = await metric('broadtape_cache_bytes')
    expect(kept).toBeLessThanOrEqual(150_000)
    expect(kept).toBeGreaterThan(140_000)
    await ask(urls[99] ?? '')
    expect(await hits()).toBe(1)
    await ask(urls[0] ?? '')
    expect(await hits()).toBe(1)
  })

  test('includes no answer larger than an eighth of it', async () => {
    const { ask, metric, hits } = await served({ environment: { CACHE_BYTES: '40000' } })
    for (const _ of [1, 2]) await ask(article)
    expect([await metric('broadtape_cache_bytes'), await hits()]).toEqual([0, 0])
    for (const _ of [1, 2]) await ask('/v1/corrections')
    expect(await hits()).toBe(1)
  })

  test('is zero with CACHE_BYTES=0, and every answer is the same', async () => {
    const kept = await served()
    const none = await served({ environment: { CACHE_BYTES: '0' } })
    for (const headers of [{ 'accept-encoding': 'br' }, { 'accept-encoding': 'identity' }])
      for (const path of ['/v1/product-menus', '/v1/disclaimers', '/v1/entities', '/v1/topics'])
        for (const _ of [1, 2]) {
          const one = await kept.ask(path, { headers })
          const other = await none.ask(path, { headers })
          // Document ids are random in each store.
          expect([other.status, Object.keys(other.headers).sort()]).toEqual([
            one.status,
            Object.keys(one.headers).sort(),
          ])
          const { etag = '' } = other.headers
          const again = await none.ask(path, { headers: { ...headers, 'if-none-match': etag } })
          expect(again.status).toBe(304)
        }
    expect([await none.metric('broadtape_cache_bytes'), await none.hits()]).toEqual([0, 0])
  })
})
