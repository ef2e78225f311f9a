import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { anArticle } from '../makers.ts'
import { reading } from '../reading.ts'
import { webhookWorld } from './world.ts'

const path = '/admin/v1/webhooks'
const order = { url: 'https://93.184.215.14/hooks' }

async function desk(environment: object = {}) {
  const world = await webhookWorld({ environment, isDelivering: false })
  const { http, key } = world
  const patch = (id: string, etag: string, body: object) =>
    http
      .patch(`${path}/${id}`)
      .set({ ...key, 'if-match': etag, 'content-type': 'application/merge-patch+json' })
      .send(body)
  return { ...world, patch }
}

test('the secret is shown when it is made or rotated, not in a repeat, nor anywhere else', async () => {
  const { http, key, db } = await desk()
  const again = { ...key, 'idempotency-key': 'once' }
  const made = await http.post(path).set(again).send(order).expect(201)
  const { id, secret, ...shown } = made.body.data
  expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32)
  const repeated = await http.post(path).set(again).send(order).expect(201)
  expect(repeated.body.data).toEqual({ id, ...shown })
  expect(made.headers).toMatchObject({ location: `${path}/${id}`, etag: `"${id}-1"` })
  expect((await http.get(`${path}/${id}`).set(key).expect(200)).body.data).toEqual({ id, ...shown })
  expect((await http.get(path).set(key).expect(200)).body.data).toEqual([{ id, ...shown }])
  const rotate = () => http.post(`${path}/${id}/rotate-secret`).set({ ...key, 'idempotency-key': 'rotated' })
  const rotated = (await rotate().expect(200)).body.data
  expect(rotated.secret).not.toBe(secret)
  expect((await rotate().expect(200)).body.data).toEqual({ ...rotated, secret: undefined })
  const rows = JSON.stringify([
    await reading(db).selectFrom('audit').selectAll().execute(),
    await reading(db).selectFrom('idempotency').selectAll().execute(),
  ])
  const stored = await reading(db).selectFrom('webhook').selectAll().execute()
  for (const one of [secret, rotated.secret]) {
    expect(rows).not.toContain(one)
    const bytes = Buffer.from(one.replace('whsec_', ''), 'base64')
    for (const { keys, previous_keys } of stored)
      expect([keys.includes(bytes), previous_keys?.includes(bytes)]).toEqual([false, false])
  }
})

test('without SECRET_KEY no webhook is made and no secret rotated, and nothing else changes', async () => {
  const { http, key, config } = await desk({ SECRET_KEY: '' })
  expect(config.secretKey).toBeNull()
  const { body } = await http.post(path).set(key).send(order).expect(409)
  expect(body.code).toBe('secret-key-missing')
  expect((await http.get(path).set(key).expect(200)).body.data).toEqual([])
})

test('a change needs the current entity tag; null sets a default, and a wrong address or field is refused', async () => {
  const { make, read, patch } = await desk()
  const { id } = await make({ ...order, payload: 'full', description: 'A partner', locales: ['de'] })
  const [first, second] = [`"${id}-1"`, `"${id}-2"`]
  const { body } = await patch(id, first, {
    payload: null,
    description: null,
    types: ['article.corrected'],
  }).expect(200)
  expect(body.data).toMatchObject({
    payload: 'thin',
    description: null,
    types: ['article.corrected'],
    locales: ['de'],
  })
  expect((await patch(id, first, { payload: 'full' }).expect(412)).body.code).toBe('stale-revision')
  for (const [status, change] of [
    [422, { url: 'https://localhost/' }],
    [422, { url: 'https://[::ffff:169.254.169.254]/' }],
    [422, { url: 'http://93.184.215.14/' }],
    [400, { url: null }],
    [400, { url: 'ftp://partner.example/' }],
    [400, { url: 'https://user:secret@partner.example/' }],
    [400, { state: 'active' }],
    [400, { after: 7 }],
    [400, { types: ['article.written'] }],
    [400, { payload: 'fat' }],
  ] as const)
    expect((await patch(id, second, change)).status, JSON.stringify(change)).toBe(status)
  expect(await read(id)).toEqual(body.data)
})

test('deliveries do not change the entity tag, and other acts do', async () => {
  const { make, act, http, key, desk: editors } = await desk()
  const { id } = await make(order)
  await editors.publish(articleKind, anArticle())
  const etag = async () => (await http.get(`${path}/${id}`).set(key).expect(200)).headers.etag
  expect(await etag()).toBe(`"${id}-1"`)
  expect(await act(id, 'replay', { after: 1 })).toMatchObject({ after: 1 })
  expect(await act(id, 'enable')).toMatchObject({ state: 'active' })
  await act(id, 'test')
  expect(await etag()).toBe(`"${id}-4"`)
  const { body } = await http.post(`${path}/${id}/replay`).set(key).send({ after: 2 }).expect(400)
  expect(body).toMatchObject({ code: 'unknown-sequence', errors: [{ pointer: '/after' }] })
})

test('webhooks are listed in pages, newest first, and all acts are audited', async () => {
  const { make, act, http, key } = await desk()
  const ids = []
  for (let count = 0; count < 5; count += 1) ids.unshift((await make(order)).id)
  const found: string[] = []
  for (let next = `${path}?limit=2`; next; ) {
    const { body } = await http.get(next).set(key).expect(200)
    found.push(...body.data.map(({ id }: { id: string }) => id))
    next = body.page.next
  }
  expect(found).toEqual(ids)
  for (const name of ['test', 'enable', 'rotate-secret']) await act(ids[0], name)
  await http.delete(`${path}/${ids[0]}`).set(key).expect(204)
  await http.get(`${path}/${ids[0]}`).set(key).expect(404)
  const { body } = await http.get(`/admin/v1/audit?subject=${ids[0]}`).set(key).expect(200)
  expect(body.data.map(({ act }: { act: string }) => act)).toEqual(
    ['delete', 'rotate-secret', 'enable', 'test', 'create'].map((name) => `webhook.${name}`),
  )
})
