import { expect, test } from 'vitest'
import { deskApp } from './desk-app.ts'

test('an endpoint can have its own media type, with validators and caching as for JSON', async () => {
  const { http } = await deskApp()
  const answer = await http.get('/v1/feed').buffer(true).expect(200)
  expect(answer.text).toBe('<feed/>')
  expect(answer.headers).toMatchObject({
    'content-type': 'application/atom+xml',
    'content-length': '7',
    'content-language': 'en',
    'cache-control': expect.stringContaining('max-age=5'),
    vary: 'Accept-Encoding',
  })
  await http.get('/v1/feed').set('If-None-Match', String(answer.headers.etag)).expect(304)
  const head = await http.head('/v1/feed').expect(200)
  expect(head.headers['content-type']).toBe('application/atom+xml')
})

test('a stream is sent as it arrives, in the media type of the answer, and is never cached', async () => {
  const { http, key, clock } = await deskApp()
  const empty = await http.get('/v1/table').expect(200)
  expect(empty.text).toMatch(/^at,count\n2026-04-01T00:00:00\.\d{3}Z,0\n$/)
  expect(empty.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'cache-control': 'no-store',
    'transfer-encoding': 'chunked',
    'access-control-allow-origin': '*',
    'x-request-id': expect.any(String),
  })
  expect(empty.headers).not.toHaveProperty('etag')
  await http.put('/admin/v1/things/a').set(key).send({ text: 'one' }).expect(200)
  const full = await http.get('/v1/table').expect(200)
  expect(full.text).toBe(`at,count\n${clock.now()},1\n`)
  expect(full.headers['content-type']).toBe('text/plain')
  await http.head('/v1/table').expect(200)
})

test('errors of such endpoints are still problem documents', async () => {
  const { http } = await deskApp()
  for (const path of ['/v1/feed', '/v1/table']) {
    const { headers, body } = await http.get(`${path}?nothing=1`).expect(400)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body.code).toBe('unknown-parameter')
  }
})
