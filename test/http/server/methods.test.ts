import { expect, test } from 'vitest'
import { sampleSlug, testApp } from '../../helpers.ts'
import { deliveryPaths, otherPaths } from '../paths.ts'

const all = [...deliveryPaths, ...otherPaths]
const article = `/v1/articles/${sampleSlug}`

test('OPTIONS answers 204 with the methods of every path, to every origin', async () => {
  const { http } = await testApp()
  for (const path of all) {
    const { headers, text } = await http.options(path).set('Origin', 'https://app.example').expect(204)
    expect(headers.allow).toBe('GET, HEAD, OPTIONS')
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD, OPTIONS')
    expect(text).toBe('')
  }
  await http.options('/nothing').expect(404)
  await http.options(article).set('Content-Type', 'application/json').send('{').expect(204)
})

test('every other method of a known path is 405 with Allow, whatever body comes with it', async () => {
  const { http } = await testApp()
  const bodies = [
    ['', ''],
    ['application/json', '{"a":1}'],
    ['application/json', '{'],
    ['application/json', '{"__proto__":1}'],
    ['text/plain', 'x'],
    [';;', 'x'],
    ['application/octet-stream', 'x'.repeat(2_000_000)],
  ] as const
  for (const path of all) {
    for (const method of ['post', 'put', 'patch', 'delete', 'trace'] as const) {
      const { body, headers } = await http[method](path).expect(405)
      expect(body.code).toBe('method-not-allowed')
      expect(headers.allow).toBe('GET, HEAD, OPTIONS')
    }
  }
  for (const [type, content] of bodies)
    for (const method of ['post', 'put', 'patch', 'delete'] as const)
      await http[method](article).set('Content-Type', type).send(content).expect(405)
})

test('a path has no aliases: no trailing or double slash, no other case, no dots', async () => {
  const { http } = await testApp()
  const twins = deliveryPaths.flatMap((path) => [
    `${path}/`,
    `/${path}`,
    path.replace(/^\/\w+/, '$&/'),
    path.toUpperCase(),
  ])
  for (const path of [
    ...twins,
    ...otherPaths.filter((path) => path !== '/').map((path) => `${path}/`),
    '/docs//',
    '/docs/files/',
    '/docs/files/x/docs.css/',
    '/docs/?a=1',
    '//',
    '/%64ocs/',
    '/v1/articles%2F',
    '/problems%2fnot-found',
    '/v1',
    '/v1/',
    '/V1/articles',
    '/v1/articles/./x',
    '/v1/nothing',
  ]) {
    const { body } = await http.get(path).expect(404)
    expect(body.code).toBe('not-found')
    await http.options(path).expect(404)
    await http.post(path).expect(404)
  }
})

test('a path may be percent-encoded in any way, which makes no other path of it (RFC 3986 §6.2.2.2)', async () => {
  const { http } = await testApp()
  await http.get('/%761/%61rticles?limit=1').expect(200)
  await http.get('/v1/instruments/XNAS%3APLTR').expect(200)
  await http.get('/v1/instruments/%58NAS%3aPLTR').expect(200)
})

test.each(['Bearer bt_x', 'Bearer', 'Basic dXNlcjpwYXNz', '', ' ', 'bt_x', 'Digest a="b"'])(
  'the Authorization header %j is 401 on every path of the API, never anonymous, and nothing elsewhere',
  async (authorization) => {
    const { http } = await testApp()
    for (const path of [...otherPaths, '/nothing', '/v1x']) {
      const [without, given] = [
        await http.get(path),
        await http.get(path).set('Authorization', authorization),
      ]
      expect({ path, status: given.status }).toEqual({ path, status: without.status })
      expect(given.headers).not.toHaveProperty('www-authenticate')
    }
    for (const path of [
      ...deliveryPaths,
      '/v1/nothing',
      '/v1',
      '/v1/articles/absent',
      '/v1/articles?limit=0',
    ]) {
      const { body, headers, text } = await http.get(path).set('Authorization', authorization).expect(401)
      expect(headers['www-authenticate']).toMatch(/^Bearer\b/)
      expect(headers['access-control-allow-origin']).toBe('*')
      expect(headers['cache-control']).toBe('no-store')
      expect(body.code).toBe('invalid-key')
      expect(text).not.toContain('bt_x')
    }
    await http.post('/v1/articles').set('Authorization', authorization).expect(401)
  },
)

test('every answer is readable from every origin and has the security headers', async () => {
  const { http } = await testApp()
  const faults = [
    '/nothing',
    '/v1/articles/absent',
    '/v1/articles?limit=0',
    '/v1/articles/%ff',
    `/v1/articles?limit=${'1'.repeat(9_000)}`,
  ]
  for (const path of [...all, ...faults]) {
    const { headers } = await http.get(path).set('Origin', 'https://app.example')
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-request-id']).toMatch(/^[\w-]{8,}$/)
    expect(headers.server).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['strict-transport-security']).toBeUndefined()
  }
  for (const path of deliveryPaths) {
    const { headers } = await http.get(path).set('Origin', 'https://app.example').expect(200)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin')
    expect(headers['access-control-expose-headers']).toBe('ETag, Link, Retry-After, RateLimit, X-Request-Id')
  }
})

test('a request cannot choose its own id', async () => {
  const { http } = await testApp()
  for (const name of ['X-Request-Id', 'Request-Id']) {
    const { headers, body } = await http.get('/nothing').set(name, 'chosen').expect(404)
    expect(headers['x-request-id']).not.toBe('chosen')
    expect(body.requestId).toBe(headers['x-request-id'])
  }
})
