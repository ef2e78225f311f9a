import { expect, test, vi } from 'vitest'
import { newToken } from '../../../src/access/keys/token.ts'
import { createClock } from '../../../src/kernel/clock.ts'
import { testApp } from '../../helpers.ts'
import { withKey } from '../../keys.ts'
import { reading } from '../../reading.ts'

const keys = '/admin/v1/keys'

test('a valid key does not change public answers', async () => {
  const { http, db } = await testApp()
  const key = await withKey(db)
  for (const path of [
    '/v1/articles',
    '/v1/articles?limit=0',
    '/v1/articles/absent',
    '/v1/events',
    '/nothing',
    '/',
  ]) {
    const without = await http.get(path)
    const given = await http.get(path).set(key)
    const { 'x-request-id': _, date: __, ...headers } = given.headers
    expect(without.headers).toMatchObject(headers)
    expect(given.status).toBe(without.status)
    expect(given.text.replace(/"requestId":"[^"]+"/, '')).toBe(
      without.text.replace(/"requestId":"[^"]+"/, ''),
    )
  }
})

test('an invalid key is 401 on every path of the API, whatever is wrong with it', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const { authorization } = await withKey(db)
  const token = authorization.slice('Bearer '.length)
  const mistyped = token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  const wrong = [
    `Bearer ${mistyped}`,
    `Bearer ${newToken()}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer ${token}x`,
    `Bearer ${token} ${token}`,
    `Bearer "${token}"`,
    `Basic ${Buffer.from(`key:${token}`).toString('base64')}`,
    token,
    'Bearer',
    'Bearer ',
    '',
  ]
  for (const [index, header] of wrong.entries())
    for (const path of [keys, '/v1/articles', '/admin/v1/nothing']) {
      if (index % 5 === 0) time.advance(60_000)
      const { body, headers, text } = await http.get(path).set('Authorization', header).expect(401)
      expect(body.code).toBe('invalid-key')
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"')
      expect(text).not.toContain(token.slice(0, 20))
    }
  await http.get(keys).set('Authorization', `bearer  ${token}`).expect(200)
})

test('two Authorization headers are 401, even if both are valid', async () => {
  const { app, db } = await testApp({ sample: false })
  const { authorization } = await withKey(db)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { request } = await import('node:http')
  const status = await new Promise((resolve, reject) => {
    request({
      port,
      path: keys,
      headers: ['Host', 'x', 'Authorization', authorization, 'authorization', authorization],
    })
      .on('response', (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })
  expect(status).toBe(401)
})

test('after twenty wrong keys, an address gets 429, however the request is varied', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const key = await withKey(db)
  const bad = (path: string, method: 'get' | 'post' | 'options' = 'get') =>
    http[method](path).set('Authorization', `Bearer ${newToken()}`)
  for (let count = 0; count < 20; count += 1) await bad(keys).expect(401)
  const { body, headers } = await bad(keys).expect(429)
  expect(body.code).toBe('rate-limited')
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  for (const path of [
    `${keys}/`,
    '/ADMIN/v1/keys',
    '/%61dmin/v1/keys',
    '//admin/v1/keys',
    '/admin/v1/audit',
    `${keys}?a=1`,
  ])
    await bad(path).set('X-Forwarded-For', `203.0.113.${path.length}`).expect(429)
  await bad(keys, 'post').send({ extra: 1 }).expect(429)
  await http.get(keys).set('Authorization', 'Basic eDp4').expect(429)
  // Valid keys and public reads from the same address still work.
  await http.get(keys).set(key).expect(200)
  await http.get('/v1/articles').expect(200)
  await bad('/v1/articles').expect(401)
  time.advance(60_000)
  await bad(keys).expect(401)
})

test('the ports of a client behind a proxy share its wrong keys', async () => {
  const { http } = await testApp({ sample: false, environment: { TRUST_PROXY: 'loopback' } })
  const bad = (from: string) =>
    http.get(keys).set('X-Forwarded-For', from).set('Authorization', `Bearer ${newToken()}`)
  for (let port = 1; port <= 20; port += 1) await bad(`[2001:db8::${port}]:${port}`).expect(401)
  await bad('[2001:db8::1]:443').expect(429)
  await bad('203.0.113.7:443').expect(401)
})

test('the next request with a revoked or expired key is refused', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const admin = await withKey(db)
  const make = async (body: object) => (await http.post(keys).set(admin).send(body).expect(201)).body.data
  const use = ({ secret }: { secret: string }) =>
    http.get('/admin/v1/audit').set('Authorization', `Bearer ${secret}`)
  const revoked = await make({ name: 'one', scopes: ['audit:read'] })
  await use(revoked).expect(200)
  await http.delete(`${keys}/${revoked.id}`).set(admin).expect(204)
  await use(revoked).expect(401)
  const expiring = await make({ name: 'two', scopes: ['audit:read'], expiresAt: '2026-04-01T02:00:00+01:00' })
  expect(expiring.expiresAt).toBe('2026-04-01T01:00:00.000Z')
  time.set('2026-04-01T00:59:59.999Z')
  await use(expiring).expect(200)
  time.set('2026-04-01T01:00:00.000Z')
  await use(expiring).expect(401)
})

test('another process may revoke a key', async () => {
  const { http, db, open, time } = await testApp({ sample: false })
  const key = await withKey(db)
  await http.get(keys).set(key).expect(200)
  const noted = () =>
    reading(db).selectFrom('api_key').select('id').where('last_used_at', 'is not', null).execute()
  await vi.waitFor(async () => expect(await noted()).toHaveLength(1))
  const beside = await open(createClock(time.read))
  const revokedAt = '2026-04-01T00:00:00.000Z'
  await beside.write(({ tx }) => tx.updateTable('api_key').set({ revoked_at: revokedAt }).execute())
  await beside.close()
  await http.get(keys).set(key).expect(401)
})

test('the log contains no secret and no key', async () => {
  const { http, lines, db } = await testApp({ sample: false, environment: { LOG_REQUESTS: 'all' } })
  const admin = await withKey(db)
  const { body } = await http
    .post(keys)
    .set(admin)
    .send({ name: 'one', scopes: ['audit:read'] })
    .expect(201)
  await http.get(`${keys}?key=${body.data.secret}`).set(admin).expect(400)
  await http.get(`/admin/v1/keys/${body.data.secret}`).set(admin).expect(404)
  await http.get(keys).set('Authorization', 'Bearer bt_wrong').expect(401)
  const log = lines.join('')
  expect(log).toContain('"route":"/admin/v1/keys/{id}"')
  for (const secret of [body.data.secret, admin.authorization.slice(7), 'bt_'])
    expect(log).not.toContain(secret)
})
