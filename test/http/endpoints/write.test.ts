import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Scope } from '../../../src/http/endpoints/access.ts'
import { withKey } from '../../keys.ts'
import { reading } from '../../reading.ts'
import { deskApp } from './desk-app.ts'

const things = '/admin/v1/things'

test('a write, its answer and its audit entry have one instant', async () => {
  const { http, key, db } = await deskApp()
  const { body, headers } = await http.post(things).set(key).send({ text: 'one' }).expect(201)
  expect(body.data.text).toBe('one')
  expect(headers).toMatchObject({
    etag: '"0"',
    location: '/admin/v1/things/thing-0',
    'cache-control': 'private, no-store, no-transform',
    'content-type': 'application/json; charset=utf-8',
  })
  expect(headers).not.toHaveProperty('access-control-allow-origin')
  const entries = await reading(db).selectFrom('audit').selectAll().execute()
  expect(entries).toMatchObject([
    { act: 'topic.put', subject: 'thing-0', key_name: 'test', request_id: headers['x-request-id'] },
  ])
})

test('the trail holds the hashes of what was stored before and after', async () => {
  const { http, key, db } = await deskApp()
  await http.put(`${things}/a`).set(key).send({ text: 'one' }).expect(200)
  await http.put(`${things}/a`).set(key).set('If-Match', '"one"').send({ text: 'two' }).expect(200)
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  expect(await reading(db).selectFrom('audit').selectAll().orderBy('seq').execute()).toMatchObject([
    { before_sha256: null, after_sha256: hash('one') },
    { before_sha256: hash('one'), after_sha256: hash('two') },
  ])
})

test('a refused write leaves no trace', async () => {
  const { http, key, db } = await deskApp()
  await http.post(things).set(key).set('Idempotency-Key', 'k').send({ text: 'refused' }).expect(404)
  for (const table of ['audit', 'idempotency', 'reference'] as const)
    expect(await reading(db).selectFrom(table).selectAll().execute()).toEqual([])
  // The idempotency key can be used again.
  await http.post(things).set(key).set('Idempotency-Key', 'k').send({ text: 'one' }).expect(201)
})

test('without a key it is 401, without the scope 403, before the body is read', async () => {
  const { http, db } = await deskApp()
  const other = await withKey(db, ['audit:read', 'articles:write'])
  for (const send of [
    () => http.get(`${things}/a`),
    () => http.post(things).type('text/plain').send('x'),
    () => http.patch(`${things}/a?nonsense=1`).send('{'),
  ]) {
    const missing = await send().expect(401)
    expect(missing.headers['www-authenticate']).toBe('Bearer')
    expect(missing.body.code).toBe('missing-key')
    const denied = await send().set(other).expect(403)
    expect(denied.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="menus:write"')
    expect(denied.body).toMatchObject({
      code: 'insufficient-scope',
      detail: expect.stringContaining('menus:write'),
    })
  }
})

test('a key in the query is an unknown parameter, and does not authenticate', async () => {
  const { http, key } = await deskApp()
  const token = key.authorization.split(' ')[1]
  for (const name of ['api_key', 'key', 'access_token']) {
    await http.get(`${things}/a?${name}=${token}`).expect(401)
    const { body } = await http.get(`${things}/a?${name}=${token}`).set(key).expect(400)
    expect(body).toMatchObject({ code: 'unknown-parameter', errors: [{ parameter: name }] })
    expect(JSON.stringify(body)).not.toContain(token)
  }
})

test.each([
  ['text/plain', 'x'],
  ['application/json garbage', '{"text":"x"}'],
  ['application/json, text/plain', '{"text":"x"}'],
  ['application/json; charset=latin1', '{"text":"x"}'],
  ['application/json; charset="UTF-16"', '{"text":"x"}'],
  ['application/json; odata=verbose; charset=iso-8859-1', '{"text":"x"}'],
  ['application/vnd.api+json', '{"text":"x"}'],
  ['application/x-www-form-urlencoded', 'text=x'],
  ['multipart/form-data; boundary=x', '--x--'],
  ['*/*', '{"text":"x"}'],
  ['application/jsonx', '{"text":"x"}'],
  ['application/merge-patch+json', '{"text":"x"}'],
])('a POST of %s is 415', async (type, text) => {
  const { http, key } = await deskApp()
  const { body, headers } = await http.post(things).set(key).set('Content-Type', type).send(text).expect(415)
  expect(body.code).toBe('unsupported-media-type')
  expect(headers['accept-post']).toBe('application/json')
})

test('JSON is accepted with a charset of UTF-8 and any other parameter, a patch also as merge patch, a coded body never', async () => {
  const { http, key } = await deskApp()
  for (const type of [
    'application/json',
    'application/json;charset=utf-8',
    'Application/JSON; charset="UTF-8"',
    'application/json; charset=utf8',
    'application/json; CHARSET="Utf8"; odata=verbose',
    'application/json; odata=verbose',
    'application/json; version="1; charset=latin1"',
    'application/json;',
    'application/json ; ;',
    'application/json; garbage',
    'application/json; charset=',
  ])
    await http.post(things).set(key).set('Content-Type', type).send('{"text":"x"}').expect(201)
  const patch = () => http.patch(`${things}/thing-0`).set(key).set('If-Match', '"x"')
  await patch().set('Content-Type', 'application/merge-patch+json').send('{"text":"x"}').expect(200)
  const { headers } = await patch().set('Content-Type', 'text/plain').send('{"text":"x"}').expect(415)
  expect(headers['accept-patch']).toBe('application/merge-patch+json, application/json')
  const coded = await http
    .post(things)
    .set(key)
    .set('Content-Encoding', 'gzip')
    .send({ text: 'x' })
    .expect(415)
  expect(coded.headers['accept-encoding']).toBe('identity')
})

test('all faults of a body are reported with their pointers', async () => {
  const { http, key } = await deskApp()
  const { body } = await http.post(things).set(key).send({ text: 1, isAdmin: true, note: null }).expect(400)
  expect(body.code).toBe('invalid-body')
  expect(body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual([
    ['/text', 'invalid-field'],
    ['/note', 'invalid-field'],
    ['/isAdmin', 'unknown-field'],
  ])
})

test('a body is required where declared, and refused elsewhere', async () => {
  const { http, key } = await deskApp()
  for (const send of [http.post(things), http.post(things).type('json').send('')]) {
    const { body } = await send.set(key).expect(400)
    expect(body).toMatchObject({ code: 'invalid-body', errors: [{ pointer: '' }] })
  }
  const touch = () => http.post(`${things}/a/touch`).set(key).set('Idempotency-Key', 'k')
  await touch().send({}).expect(400)
  await touch().expect(200)
})

test('a body of 1 MiB and one byte is 413', async () => {
  const { http, key } = await deskApp()
  const around = '{"text":""}'.length
  const send = (size: number) =>
    http
      .post(things)
      .set(key)
      .send({ text: 'x'.repeat(size - around) })
  await send(1024 * 1024).expect(201)
  expect((await send(1024 * 1024 + 1).expect(413)).body.code).toBe('body-too-large')
})

test('preconditions: 428 without If-Match, 412 if it does not match, 400 if it is malformed', async () => {
  const { http, key } = await deskApp()
  const put = (text: string, match?: string) =>
    http
      .put(`${things}/a`)
      .set(key)
      .set(match === undefined ? {} : { 'If-Match': match })
      .send({ text })
  // Nothing matches an object that does not exist.
  expect((await put('one', '*').expect(412)).body.code).toBe('stale-revision')
  await put('one').expect(200)
  expect((await put('two').expect(428)).body.code).toBe('if-match-required')
  for (const match of ['"two"', 'W/"one"', '"ONE"', '"one-gzip"', '"x", "y"', '""'])
    expect((await put('two', match).expect(412)).body.code).toBe('stale-revision')
  for (const match of ['one', '"one', 'abc, "one"', '*, "one"', '', 'w/"one"', '"one" "two"', "'one'"])
    expect((await put('two', match).expect(400)).body.code).toBe('malformed-request')
  await put('one', '"x", W/"one", "one"').expect(200)
  await put('one', '"x","one"').expect(200)
  await put('one', '*').expect(200)
  const { headers } = await http.get(`${things}/a`).set(key).expect(200)
  await http
    .patch(`${things}/a`)
    .set(key)
    .set('If-Match', headers.etag ?? '')
    .send({ text: 'two' })
    .expect(200)
  await http
    .delete(`${things}/a`)
    .set(key)
    .set('If-Match', headers.etag ?? '')
    .expect(412)
  await http.delete(`${things}/a`).set(key).set('If-Match', '"two"').expect(204)
  await http.delete(`${things}/a`).set(key).set('If-Match', '*').expect(404)
})

test('of a hundred concurrent changes with the same If-Match, one succeeds', async () => {
  const { http, key } = await deskApp()
  await http.put(`${things}/a`).set(key).send({ text: 'begin' }).expect(200)
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      http
        .patch(`${things}/a`)
        .set(key)
        .set('If-Match', '"begin"')
        .send({ text: `number-${index}` }),
    ),
  )
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses).toEqual([200, ...Array(99).fill(412)])
})

test('an answer that may change with the clock is sent in full, even if the client has its entity tag', async () => {
  const { http, key } = await deskApp()
  await http.put(`${things}/a`).set(key).send({ text: 'one' })
  await http.get(`${things}/a`).set(key).set('If-None-Match', '"one"').expect(200)
  const head = await http.head(`${things}/a`).set(key).expect(200)
  expect(head.headers).toMatchObject({ etag: '"one"', 'cache-control': 'private, no-store, no-transform' })
  expect(head.text).toBeUndefined()
})

test('a desk path has no aliases, and lists its methods', async () => {
  const { http, key } = await deskApp()
  for (const twin of [
    `${things}/`,
    '/admin/v1/things/a/',
    '/ADMIN/v1/things/a',
    '//admin/v1/things/a',
    '/admin',
    '/admin/v1',
  ])
    expect((await http.get(twin).set(key).expect(404)).headers['cache-control']).toBe(
      'private, no-store, no-transform',
    )
  const { headers } = await http.post(`${things}/a`).set(key).expect(405)
  expect(headers.allow).toBe('DELETE, GET, HEAD, OPTIONS, PATCH, PUT')
  expect((await http.options(`${things}/a`).expect(204)).headers.allow).toBe(headers.allow)
})

test('any one of the scopes is enough', async () => {
  const { http, db } = await deskApp()
  const scopes: Scope[] = ['menus:write']
  await http
    .post(things)
    .set(await withKey(db, scopes))
    .send({ text: 'x' })
    .expect(201)
})
