import type { Response } from 'supertest'
import { expect, test, vi } from 'vitest'
import { isToken, newToken } from '../../src/access/keys/token.ts'
import type { Scope } from '../../src/http/endpoints/access.ts'
import { scopes as table } from '../../src/slices.ts'

const scopes = Object.keys(table) as Scope[]

import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { reading } from '../reading.ts'

const keys = '/admin/v1/keys'

test('a token has 256 random bits, and a checksum that detects every single-character error', () => {
  const token = newToken()
  expect(token).toMatch(/^bt_[A-Za-z0-9_-]{49}$/)
  expect(newToken()).not.toBe(token)
  expect(isToken(token)).toBe(true)
  for (let place = 3; place < token.length; place += 1) {
    const other = token[place] === 'x' ? 'y' : 'x'
    expect(isToken(token.slice(0, place) + other + token.slice(place + 1))).toBe(false)
  }
})

test('a key is shown once, and stored as a hash', async () => {
  const { http, db } = await testApp({ sample: false })
  const admin = await withKey(db)
  const order = { name: 'Night desk', scopes: ['articles:write', 'articles:publish', 'articles:write'] }
  const { body, headers } = await http.post(keys).set(admin).send(order).expect(201)
  const { secret, ...shown } = body.data
  expect(isToken(secret)).toBe(true)
  expect(shown).toMatchObject({
    id: expect.stringMatching(/^key_[0-9a-z]{16}$/),
    name: 'Night desk',
    scopes: ['articles:publish', 'articles:write'],
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  })
  expect(headers.location).toBe(`${keys}/${shown.id}`)
  expect(
    (
      await http
        .get(headers.location ?? '')
        .set(admin)
        .expect(200)
    ).body.data,
  ).toEqual(shown)
  const everything = JSON.stringify([
    await reading(db).selectFrom('api_key').selectAll().execute(),
    await reading(db).selectFrom('audit').selectAll().execute(),
    (await http.get(keys).set(admin)).body,
    (await http.get('/admin/v1/audit').set(admin)).body,
  ])
  expect(everything).not.toContain(secret)
})

test('a repeated creation does not return the secret', async () => {
  const { http, db } = await testApp({ sample: false })
  const admin = await withKey(db)
  const send = () =>
    http
      .post(keys)
      .set(admin)
      .set('Idempotency-Key', 'one')
      .send({ name: 'x', scopes: ['audit:read'] })
      .expect(201)
  const { secret, ...shown } = (await send()).body.data
  expect((await send()).body.data).toEqual(shown)
  expect(JSON.stringify(await reading(db).selectFrom('idempotency').selectAll().execute())).not.toContain(
    secret,
  )
})

test('a key cannot grant a scope that it does not have', async () => {
  const { http, db } = await testApp({ sample: false })
  const admin = await withKey(db, ['keys:admin', 'audit:read'])
  const { body } = await http
    .post(keys)
    .set(admin)
    .send({ name: 'x', scopes: ['audit:read', 'articles:write'] })
    .expect(403)
  expect(body).toMatchObject({
    code: 'insufficient-scope',
    detail: expect.stringContaining('articles:write'),
  })
  await http
    .post(keys)
    .set(admin)
    .send({ name: 'x', scopes: ['audit:read', 'keys:admin'] })
    .expect(201)
})

test.each([
  [{ name: 'x', scopes: ['articles:all'] }, '/scopes/0'],
  [{ name: 'x', scopes: [] }, '/scopes'],
  [{ name: ' ', scopes: ['audit:read'] }, '/name'],
  [{ name: 'x\u0007', scopes: ['audit:read'] }, '/name'],
  [{ name: 'x', scopes: ['audit:read'], expiresAt: 'tomorrow' }, '/expiresAt'],
  [{ name: 'x', scopes: ['audit:read'], expiresAt: '2026-02-30T00:00:00Z' }, '/expiresAt'],
  [{ name: 'x', scopes: ['audit:read'], id: 'key_0' }, '/id'],
  [{ scopes: ['audit:read'] }, '/name'],
])('a key is not made from %j', async (order, pointer) => {
  const { http, db } = await testApp({ sample: false })
  const { body } = await http
    .post(keys)
    .set(await withKey(db))
    .send(order)
    .expect(400)
  expect(body.errors).toMatchObject([{ pointer }])
})

test('a key with an expiry in the past is refused', async () => {
  const { http, db } = await testApp({ sample: false })
  const order = { name: 'x', scopes: ['audit:read'], expiresAt: '2026-03-31T00:00:00Z' }
  const { body } = await http
    .post(keys)
    .set(await withKey(db))
    .send(order)
    .expect(422)
  expect(body).toMatchObject({ code: 'invalid-interval', errors: [{ pointer: '/expiresAt' }] })
})

test('the list is newest first, and paging returns each key once', async () => {
  const { http, db } = await testApp({ sample: false })
  const admin = await withKey(db, scopes, 'first')
  for (const name of ['b', 'c', 'd', 'e']) await withKey(db, ['audit:read'], name)
  const names: string[] = []
  let next: string | null = `${keys}?limit=2`
  for (let pages = 0; next && pages < 20; pages += 1) {
    const { body }: Response = await http.get(next).set(admin).expect(200)
    names.push(...body.data.map(({ name }: { name: string }) => name))
    next = body.page.next
    // Keys added while paging are not included.
    await withKey(db, ['audit:read'], 'late')
  }
  expect(names).toEqual(['e', 'd', 'c', 'b', 'first'])
})

test('a revoked key stays in the list, and keeps its first revocation', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const admin = await withKey(db)
  await withKey(db, ['audit:read'], 'other')
  const [other] = (await http.get(keys).set(admin)).body.data
  await http.delete(`${keys}/${other.id}`).set(admin).expect(204)
  const revokedAt = (await http.get(`${keys}/${other.id}`).set(admin)).body.data.revokedAt
  expect(revokedAt).not.toBeNull()
  time.advance(5_000)
  await http.delete(`${keys}/${other.id}`).set(admin).expect(204)
  expect((await http.get(`${keys}/${other.id}`).set(admin)).body.data.revokedAt).toBe(revokedAt)
  await http.delete(`${keys}/key_0000000000000000`).set(admin).expect(404)
  await http.get(`${keys}/key_0000000000000000`).set(admin).expect(404)
})

test('the last use is recorded, at most once a minute, and after the response', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const key = await withKey(db)
  const noted = async () =>
    (await reading(db).selectFrom('api_key').select('last_used_at').executeTakeFirstOrThrow()).last_used_at
  await http.get(keys).set(key).expect(200)
  await vi.waitFor(async () => expect(await noted()).not.toBeNull())
  const first = await noted()
  time.advance(59_000)
  await http.get(keys).set(key).expect(200)
  await http.get('/v1/articles').set(key).expect(200)
  expect(await noted()).toBe(first)
  time.advance(2_000)
  await http.get('/v1/articles').set(key).expect(200)
  await vi.waitFor(async () => expect(await noted()).not.toBe(first))
})

test('a request succeeds even if its use cannot be recorded', async () => {
  const { http, db, lines, file } = await testApp({ sample: false })
  const key = await withKey(db)
  const { default: Sqlite } = await import('better-sqlite3')
  const beside = new Sqlite(file)
  beside.exec("create trigger refuse before update on api_key begin select raise(abort, 'refused'); end")
  beside.close()
  await http.get(keys).set(key).expect(200)
  await vi.waitFor(() => expect(lines.join('')).toContain('the last use of a key was not recorded'))
})

test('an expiring key cannot create one that outlives it', async () => {
  const { http, db } = await testApp({ sample: false })
  const admin = await withKey(db)
  const scopes = ['keys:admin']
  const expiresAt = '2026-06-01T00:00:00.000Z'
  const { body } = await http.post(keys).set(admin).send({ name: 'Guest', scopes, expiresAt }).expect(201)
  const guest = { authorization: `Bearer ${body.data.secret}` }
  const make = (end: object) =>
    http
      .post(keys)
      .set(guest)
      .send({ name: 'Next', scopes, ...end })
  expect((await make({}).expect(403)).body.code).toBe('insufficient-scope')
  await make({ expiresAt: '2026-06-01T00:00:00.001Z' }).expect(403)
  await make({ expiresAt }).expect(201)
})
