import { expect, test } from 'vitest'
import { replays } from '../../../src/access/replays.ts'
import { testStore } from '../../helpers.ts'
import { withKey } from '../../keys.ts'
import { reading } from '../../reading.ts'
import { deskApp } from './desk-app.ts'

const things = '/admin/v1/things'
const day = 24 * 60 * 60 * 1_000

test('a repeat gets the same answer without secrets, and has no further effect', async () => {
  const { http, key, db } = await deskApp()
  const send = () => http.post(things).set(key).set('Idempotency-Key', 'one').send({ text: 'a' }).expect(201)
  const first = await send()
  expect(first.body.data).toEqual({ text: 'a', number: 0, secret: 's' })
  expect(first.headers).not.toHaveProperty('idempotency-replayed')
  const second = await send()
  expect(second.body.data).toEqual({ text: 'a', number: 0 })
  expect(second.headers).toMatchObject({
    'idempotency-replayed': 'true',
    etag: first.headers.etag,
    location: first.headers.location,
    'content-type': first.headers['content-type'],
    'cache-control': 'private, no-store, no-transform',
  })
  expect(await reading(db).selectFrom('audit').selectAll().execute()).toHaveLength(1)
  const [kept] = await reading(db).selectFrom('idempotency').select('body').execute()
  expect(kept?.body).not.toContain('secret')
})

test('another body, path, query or media type under the same key is 422', async () => {
  const { http, key } = await deskApp()
  const send = (path: string, text: string) =>
    http.post(path).set(key).set('Idempotency-Key', 'one').type('json').send(text)
  await send(things, '{"text":"a"}').expect(201)
  for (const [path, text] of [
    [things, '{"text":"b"}'],
    [things, '{"text": "a"}'],
    [`${things}?draft=1`, '{"text":"a"}'],
    [`${things}/a/touch`, ''],
  ] as const)
    expect((await send(path, text).expect(422)).body.code).toBe('idempotency-mismatch')
  await send(things, '{"text":"a"}').set('Content-Type', 'application/json; charset=utf-8').expect(201)
})

test('an idempotency key is scoped to the API key that sent it', async () => {
  const { http, key, db } = await deskApp()
  const other = await withKey(db)
  for (const [index, who] of [key, other].entries()) {
    const { body } = await http
      .post(things)
      .set(who)
      .set('Idempotency-Key', 'one')
      .send({ text: 'a' })
      .expect(201)
    expect(body.data.number).toBe(index)
  }
})

test('a record is kept for 24 hours, and deleted by later writes', async () => {
  const { http, key, db, time } = await deskApp()
  const send = (name: string) =>
    http.post(things).set(key).set('Idempotency-Key', name).send({ text: 'a' }).expect(201)
  await send('one')
  time.advance(day - 1_000)
  expect((await send('one')).headers['idempotency-replayed']).toBe('true')
  time.advance(2_000)
  expect((await send('one')).body.data.number).toBe(1)
  time.advance(day + 1_000)
  await send('two')
  const kept = await reading(db).selectFrom('idempotency').select('idempotency_key').execute()
  expect(kept).toEqual([{ idempotency_key: 'two' }])
})

test('an expired record that is not yet deleted is replaced by the next under its key', async () => {
  const { db, time } = await testStore()
  const request = (idempotencyKey: string) => ({ keyId: 'key_0', idempotencyKey, sha256: idempotencyKey })
  const keep = (keys: readonly string[], body: string) =>
    db.write(async (write) => {
      for (const key of keys) await replays.keep(write, request(key), { status: 201, headers: {}, body })
    })
  // A write deletes a hundred records at most.
  const older = Array.from({ length: 150 }, (_, number) => `older-${number}`)
  await keep(older, 'first')
  await keep(['one'], 'first')
  time.advance(day + 1_000)
  await keep(['one'], 'second')
  const found = await db.write((write) => replays.find(write, request('one')))
  expect(found?.body).toBe('second')
})

test('a key is 1 to 255 printable ASCII characters, bare or quoted, and required where declared', async () => {
  const { http, key } = await deskApp()
  const send = (name: string) => http.post(things).set(key).set('Idempotency-Key', name).send({ text: 'a' })
  for (const wrong of ['', 'x'.repeat(256), 'é', '""', 'a\tb']) {
    const { body } = await send(wrong).expect(400)
    expect({ wrong, code: body.code }).toEqual({ wrong, code: 'invalid-idempotency-key' })
  }
  await send('x'.repeat(255)).expect(201)
  await send('"a-b"').expect(201)
  expect((await send('a-b').expect(201)).headers['idempotency-replayed']).toBe('true')
  const { body } = await http.post(`${things}/a/touch`).set(key).expect(400)
  expect(body.code).toBe('invalid-idempotency-key')
})
