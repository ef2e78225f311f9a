import { createPublicKey, verify } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { entityPut, putReferences } from '../../src/references/put.ts'
import { EntityContent } from '../../src/references/schema.ts'
import { addMilliseconds } from '../../src/values/time.ts'
import { aMenu, anArticle } from '../makers.ts'
import { type Received, receiver } from './receiver.ts'
import { until, webhookWorld } from './world.ts'

const hour = 60 * 60 * 1_000

/** Whether a delivery is signed with the key, by Ed25519. */
function isSigned({ headers, body }: Received, publicKey: string): boolean {
  const x = Buffer.from(publicKey.replace('whpk_', ''), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  return String(headers['webhook-signature'])
    .split(' ')
    .filter((one) => one.startsWith('v1a,'))
    .some((one) => verify(null, signed, key, Buffer.from(one.slice(4), 'base64')))
}

/** Verifies by the library, but for the age, which it takes from the clock of the machine. */
function verifyBy(secret: string, { headers, body }: Received): void {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures } = headers
  const expected = new Webhook(secret).sign(String(id), new Date(Number(at) * 1_000), body.toString())
  expect(String(signatures).split(' ')).toContain(expected)
}

test('each entry is delivered, signed by Standard Webhooks, with the body of the poll and the article as it is read', async () => {
  const { make, desk, poll, http, read, deliveries } = await webhookWorld()
  const [thin, full] = [await receiver(), await receiver()]
  await desk.publish(articleKind, anArticle({ slug: 'before' }))
  const one = await make({ url: thin.url })
  const other = await make({ url: full.url, payload: 'full' })
  expect(one).toMatchObject({ state: 'active', after: 1, payload: 'thin', types: [], description: null })
  const id = await desk.publish(articleKind, anArticle())
  await desk.publish(productMenuKind, aMenu())
  await until(() => expect([thin.received.length, full.received.length]).toEqual([2, 2]))
  expect(thin.received.map(({ json }) => json)).toEqual((await poll()).slice(1))
  const { data: article } = (await http.get(`/v1/articles/${id}`).expect(200)).body
  expect(full.received.map(({ json }) => json)).toEqual([
    { ...thin.received[0]?.json, article },
    { ...thin.received[1]?.json, article: null },
  ])
  expect(thin.ids()).toEqual(['evt_2', 'evt_3'])
  for (const [delivery, { secret, publicKey }] of [
    [thin.received[0], one],
    [full.received[0], other],
  ] as const) {
    verifyBy(secret, delivery as Received)
    expect(isSigned(delivery as Received, publicKey)).toBe(true)
    expect(
      isSigned(delivery as Received, delivery === thin.received[0] ? other.publicKey : one.publicKey),
    ).toBe(false)
    expect(delivery?.headers).toMatchObject({ 'content-type': 'application/json' })
  }
  await until(async () => expect(await read(one.id)).toMatchObject({ after: 3, state: 'active' }))
  expect(await deliveries(one.id)).toMatchObject([
    { seq: 3, attempt: 1, status: 204, error: null },
    { seq: 2, attempt: 1, status: 204, error: null },
  ])
})

test('the next entry waits until this one is taken, and repeats have the same id; a story that is retracted meanwhile is not delivered', async () => {
  const { make, desk, time, read, deliveries } = await webhookWorld()
  const slow = await receiver(() => 503)
  const { id: webhook } = await make({ url: slow.url, payload: 'full' })
  const id = await desk.publish(articleKind, anArticle())
  await until(async () => expect(await read(webhook)).toMatchObject({ state: 'failing', after: 0 }))
  expect(slow.received[0]?.json).toMatchObject({ data: { slug: 'markets-open-higher' }, article: { id } })
  await desk.retract(id)
  time.advance(500)
  await sleep(400)
  expect(slow.ids()).toEqual(['evt_1'])
  time.advance(1_000)
  await until(() => expect(slow.ids()).toEqual(['evt_1', 'evt_1']))
  expect(slow.received[1]?.json).toMatchObject({ seq: 1, data: null, article: null })
  slow.answer(() => 200)
  await until(async () => expect((await deliveries(webhook)).length).toBe(2))
  time.advance(10_000)
  await until(async () => expect(await read(webhook)).toMatchObject({ state: 'active', after: 2 }))
  expect(slow.ids()).toEqual(['evt_1', 'evt_1', 'evt_1', 'evt_2'])
  expect(slow.received.at(-1)?.json).toMatchObject({ type: 'article.retracted', data: null, article: null })
  expect(
    (await deliveries(webhook)).map(({ seq, attempt, status }: never) => [seq, attempt, status]),
  ).toEqual([
    [2, 1, 200],
    [1, 3, 200],
    [1, 2, 503],
    [1, 1, 503],
  ])
})

test('what is scheduled is delivered at its moment, not before', async () => {
  const { make, desk, db, time, clock } = await webhookWorld()
  const { url, received, ids } = await receiver()
  await make({ url })
  await desk.publish(articleKind, anArticle(), { publishAt: addMilliseconds(clock.now(), hour) })
  await desk.publish(articleKind, anArticle({ slug: 'now' }))
  await until(() => expect(ids()).toEqual(['evt_1']))
  await sleep(300)
  expect(received[0]?.json.data.slug).toBe('now')
  time.advance(hour + 1_000)
  await appendOverdue(db, clock.now)
  await until(() => expect(ids()).toEqual(['evt_1', 'evt_2']))
  expect(received[1]?.json.data.slug).toBe('markets-open-higher')
})

test('filters choose as those of the tape do, and what they pass over is not written', async () => {
  const { make, desk, read, db, act } = await webhookWorld()
  const acme = EntityContent.parse({ key: 'acme', type: 'organisation', name: 'Acme' })
  await db.write((write) => putReferences(write, [entityPut(acme)]))
  const [german, retracted] = [await receiver(), await receiver()]
  const one = await make({ url: german.url, locales: ['de'] })
  const other = await make({ url: retracted.url, types: ['article.retracted'], entities: ['acme'] })
  for (const slug of ['a', 'b', 'c']) await desk.publish(articleKind, anArticle({ slug }))
  const id = await desk.publish(
    articleKind,
    anArticle({ slug: 'd', locale: 'de-AT', entities: [{ key: 'acme', rel: 'about' }] }),
  )
  await until(() => expect(german.ids()).toEqual(['evt_5']))
  await until(async () => expect((await read(one.id)).after).toBe(5))
  await desk.publish(articleKind, anArticle({ slug: 'e' }))
  await desk.retract(id)
  await until(() => expect([german.ids(), retracted.ids()]).toEqual([['evt_5', 'evt_7'], ['evt_7']]))
  await until(async () => expect((await read(other.id)).after).toBe(7))
  const before = db.epoch()
  await act(one.id, 'replay', { after: 0 })
  await until(() => expect(german.ids()).toEqual(['evt_5', 'evt_7', 'evt_5', 'evt_7']))
  expect(db.epoch()).toBe(before)
})

test('a 410 disables a webhook at once, and it keeps its place: audited, counted, and enabled again', async () => {
  const { make, desk, read, act, http, key } = await webhookWorld()
  const gone = await receiver(() => 410)
  const { id } = await make({ url: gone.url })
  await desk.publish(articleKind, anArticle())
  await until(async () => expect((await read(id)).state).toBe('disabled'))
  await desk.publish(articleKind, anArticle({ slug: 'second' }))
  const { body } = await http.get('/admin/v1/audit?act=webhook.disable').set(key).expect(200)
  expect(body.data).toMatchObject([{ subject: id, key: { id: 'system' }, requestId: null }])
  expect((await http.get('/readyz').expect(200)).body.checks.disabledWebhooks).toBe(1)
  const { text } = await http.get('/metrics').expect(200)
  expect(text).toMatch(/^broadtape_webhooks_disabled 1$/m)
  expect(text).toMatch(/^broadtape_webhook_failures 1$/m)
  gone.answer(() => 204)
  await act(id, 'enable')
  await until(() => expect(gone.ids()).toEqual(['evt_1', 'evt_1', 'evt_2']))
  await until(async () => expect(await read(id)).toMatchObject({ state: 'active', after: 2 }))
})

test('a receiver that fails for three days is given up, and until then is tried every three hours', async () => {
  const { make, desk, read, time, deliveries } = await webhookWorld()
  const { url, received } = await receiver(() => 500)
  const { id } = await make({ url })
  await desk.publish(articleKind, anArticle())
  let attempts = 0
  while ((await read(id)).state !== 'disabled') {
    await until(async () => expect((await deliveries(id)).length).toBeGreaterThan(attempts))
    attempts = (await deliveries(id)).length
    time.advance(3.7 * hour)
  }
  expect(received).toHaveLength(attempts)
  expect(attempts).toBeGreaterThan(15)
  expect(attempts).toBeLessThan(25)
})

test('Retry-After is heeded', async () => {
  const { make, desk, read, time } = await webhookWorld()
  const busy = await receiver((_, response) => {
    response.writeHead(429, { 'retry-after': '600' }).end()
    return undefined
  })
  const { id } = await make({ url: busy.url })
  await desk.publish(articleKind, anArticle())
  await until(async () => expect((await read(id)).state).toBe('failing'))
  time.advance(590_000)
  await sleep(500)
  expect(busy.received).toHaveLength(1)
  time.advance(11_000)
  await until(() => expect(busy.received).toHaveLength(2))
})

test('what the old address answers after a change does not count for the new one', async () => {
  const { make, desk, read, http, key } = await webhookWorld()
  const { promise: changed, resolve: change } = Promise.withResolvers<void>()
  const old = await receiver(() => changed.then(() => 410))
  const current = await receiver()
  const { id } = await make({ url: old.url })
  await desk.publish(articleKind, anArticle())
  await until(() => expect(old.ids()).toEqual(['evt_1']))
  const { headers } = await http.get(`/admin/v1/webhooks/${id}`).set(key).expect(200)
  await http
    .patch(`/admin/v1/webhooks/${id}`)
    .set({ ...key, 'if-match': String(headers.etag), 'content-type': 'application/merge-patch+json' })
    .send({ url: current.url })
    .expect(200)
  // The change is known to what delivers within its interval.
  await sleep(500)
  change()
  await until(() => expect(current.ids()).toEqual(['evt_1']))
  await until(async () => expect(await read(id)).toMatchObject({ state: 'active', after: 1 }))
})

test('a test, a replay, a rotated secret and a new address', async () => {
  const { make, desk, read, act, deliveries, http, key, time } = await webhookWorld()
  const [first, second] = [await receiver(), await receiver()]
  const { id, secret, publicKey } = await make({ url: first.url })
  await desk.publish(articleKind, anArticle())
  await until(() => expect(first.ids()).toEqual(['evt_1']))
  await act(id, 'test')
  await until(() => expect(first.received).toHaveLength(2))
  expect(first.received[1]?.json).toMatchObject({ seq: null, type: 'webhook.test', subject: id, data: null })
  await until(async () =>
    expect((await deliveries(id))[0]).toMatchObject({ seq: null, attempt: 0, status: 204 }),
  )

  const rotated = await act(id, 'rotate-secret')
  expect(rotated.secret).not.toBe(secret)
  await act(id, 'replay', { after: 0 })
  await until(() => expect(first.received).toHaveLength(3))
  const both = first.received[2] as Received
  for (const one of [secret, rotated.secret]) verifyBy(one, both)
  for (const one of [publicKey, rotated.publicKey]) expect(isSigned(both, one)).toBe(true)

  time.advance(25 * hour)
  const { headers } = await http.get(`/admin/v1/webhooks/${id}`).set(key).expect(200)
  await http
    .patch(`/admin/v1/webhooks/${id}`)
    .set({ ...key, 'if-match': String(headers.etag), 'content-type': 'application/merge-patch+json' })
    .send({ url: second.url, payload: 'full' })
    .expect(200)
  await desk.publish(articleKind, anArticle({ slug: 'second' }))
  await until(() => expect(second.ids()).toEqual(['evt_2']))
  const alone = second.received[0] as Received
  expect(alone.json.article.slug).toBe('second')
  expect(isSigned(alone, rotated.publicKey)).toBe(true)
  expect(isSigned(alone, publicKey)).toBe(false)
  expect(String(alone.headers['webhook-signature']).split(' ')).toHaveLength(2)
  await until(async () => expect((await read(id)).after).toBe(2))

  await http.delete(`/admin/v1/webhooks/${id}`).set(key).expect(204)
  await sleep(300)
  await desk.publish(articleKind, anArticle({ slug: 'third' }))
  await sleep(300)
  expect(second.received).toHaveLength(1)
})

test('the place that an editor sets counts, whatever is on its way meanwhile', async () => {
  const { make, desk, act, read } = await webhookWorld()
  const held = Promise.withResolvers<number>()
  const { url, ids } = await receiver(({ json }) => (json.seq === 2 ? held.promise : 204))
  const { id } = await make({ url })
  for (const slug of ['a', 'b']) await desk.publish(articleKind, anArticle({ slug }))
  await until(() => expect(ids()).toEqual(['evt_1', 'evt_2']))
  await act(id, 'replay', { after: 0 })
  // Until the worker has looked.
  await sleep(500)
  held.resolve(204)
  await until(() => expect(ids()).toEqual(['evt_1', 'evt_2', 'evt_1', 'evt_2']))
  await until(async () => expect((await read(id)).after).toBe(2))
})

test('a worker goes on where the one before it has stored that it was, and with another SECRET_KEY not at all', async () => {
  const { make, desk, stop, deliver, read, ...world } = await webhookWorld()
  const { url, ids } = await receiver()
  const { id } = await make({ url })
  await desk.publish(articleKind, anArticle())
  await until(() => expect(ids()).toEqual(['evt_1']))
  await stop()
  await desk.publish(articleKind, anArticle({ slug: 'second' }))
  // On a server it is dated ahead.
  world.time.advance(1_000)
  const configOf = (secrets: object) => ({ ...world, config: { ...world.config, ...secrets } })
  const other = 'another text that nobody guesses, of a test'
  const idle = await deliver(configOf({ secretKey: other }) as never)
  await until(() => expect(world.lines.join('')).toContain('was encrypted with another SECRET_KEY'))
  await sleep(300)
  await idle()
  expect(ids()).toEqual(['evt_1'])
  const both = await deliver(
    configOf({ secretKey: other, secretKeyPrevious: world.config.secretKey }) as never,
  )
  await until(() => expect(ids()).toEqual(['evt_1', 'evt_2']))
  await both()
  await desk.publish(articleKind, anArticle({ slug: 'third' }))
  world.time.advance(1_000)
  await deliver(configOf({ secretKey: other }) as never)
  await until(() => expect(ids()).toEqual(['evt_1', 'evt_2', 'evt_3'])).catch((e) => {
    console.log(world.lines.slice(-6))
    throw e
  })
  await until(async () => expect((await read(id)).after).toBe(3))
})
