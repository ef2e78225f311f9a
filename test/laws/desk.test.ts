import { afterAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../src/http/endpoints/access.ts'
import { scopes as table } from '../../src/slices.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { reading } from '../reading.ts'
import { deskOperations, type Operation, scopesOf } from './document.ts'

const scopes = Object.keys(table) as Scope[]

/** The only path without a key: the token in it is the credential. */
const open = '/admin/v1/previews/{token}'

const fenced = deskOperations.filter(({ path }) => path !== open)
const filled = (path: string) => path.replaceAll(/\{\w+\}/g, 'x')

/** Shared by all tests: the requests change nothing. */
const { http, db } = await testApp({ sample: false, behind: afterAll })

const send = (method: string, path: string) =>
  http[method as 'get' | 'post' | 'put' | 'patch' | 'delete'](filled(path))

describe('each operation of the desk', () => {
  test.each(fenced)(
    '$method $path needs a key with its scope, before anything else',
    async ({ method, path, operation }) => {
      expect(operation.security).toEqual([{ bearerAuth: [] }])
      const needed = scopesOf(operation)
      expect(needed.length).toBeGreaterThan(0)
      expect(scopes).toEqual(expect.arrayContaining(needed))
      const missing = await send(method, path).expect(401)
      expect(missing.body.code).toBe('missing-key')
      expect(missing.headers).toMatchObject({
        'www-authenticate': 'Bearer',
        'cache-control': 'private, no-store, no-transform',
      })
      const others = await withKey(
        db,
        scopes.filter((scope) => !needed.includes(scope)),
      )
      const denied = await send(method, path).set(others).expect(403)
      expect(denied.body.code).toBe('insufficient-scope')
      for (const scope of needed) expect(denied.headers['www-authenticate']).toContain(scope)
      for (const scope of scopes.filter((one) => needed.includes(one))) {
        const { status } = await send(method, path).set(await withKey(db, [scope]))
        expect([401, 403]).not.toContain(status)
      }
      expect(await reading(db).selectFrom('audit').selectAll().execute()).toEqual([])
    },
  )

  test.each(deskOperations)(
    '$method $path has private answers, including refusals',
    async ({ method, path }) => {
      const { headers } = await send(method, path)
        .set(await withKey(db))
        .set('Accept-Encoding', 'gzip, br')
      expect(headers['cache-control']).toBe('private, no-store, no-transform')
      expect(headers).not.toHaveProperty('access-control-allow-origin')
      expect(headers).not.toHaveProperty('content-encoding')
    },
  )

  test.each(deskOperations)('$method $path lists its responses', ({ method, operation }) => {
    const statuses = Object.keys(operation.responses)
    const expected = ['400', '401', '429', '503', 'default', ...(operation.security?.length ? ['403'] : [])]
    expect(statuses).toEqual(expect.arrayContaining(expected))
    const headers = (operation.parameters ?? []).filter((one) => one.in === 'header').map(({ name }) => name)
    if (method === 'post') expect(headers).toContain('Idempotency-Key')
    else expect(headers).not.toContain('Idempotency-Key')
    if (headers.includes('If-Match')) expect(statuses).toContain('412')
    if (method === 'patch')
      expect(Object.keys(operation.requestBody?.content ?? {})).toEqual([
        'application/merge-patch+json',
        'application/json',
      ])
  })
})

test('each scope allows something', () => {
  const used = new Set(fenced.flatMap(({ operation }) => scopesOf(operation)))
  expect(scopes.filter((scope) => !used.has(scope))).toEqual([])
})

test('each path supports the described methods, and no other', async () => {
  for (const [path, some] of Map.groupBy(deskOperations, (one) => one.path)) {
    const described = some.map(({ method }) => method.toUpperCase())
    const expected = [...described, ...(described.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort()
    expect((await http.options(filled(path)).expect(204)).headers.allow).toBe(expected.join(', '))
  }
})

const creating = deskOperations.filter(
  ({ method, path, operation }) =>
    method === 'post' && !path.includes('{') && exampleOf(operation) !== undefined,
)

function exampleOf({ requestBody }: Operation): unknown {
  return requestBody?.content['application/json']?.example
}

test.each(creating)('the example of $method $path works, and is audited', async ({ path, operation }) => {
  const { http, db } = await testApp()
  const key = await withKey(db)
  const { headers } = await http
    .post(path)
    .set(key)
    .send(exampleOf(operation) as object)
  expect(Object.keys(operation.responses)).toContain('201')
  const entries = await reading(db).selectFrom('audit').selectAll().execute()
  expect(entries).toMatchObject([{ key_name: 'test', request_id: headers['x-request-id'] }])
})
