import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { connectDesk, type Reply, requestsWith } from '../desk-client.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { aBlock } from '../makers.ts'
import { reading } from '../reading.ts'

async function openDesk() {
  const { app, db } = await testApp({ environment: { REVIEW_REQUIRED: 'false' } })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const { send, close } = connectDesk(typeof address === 'object' ? (address?.port ?? 0) : 0)
  onTestFinished(close)
  const make = requestsWith((await withKey(db)).authorization)
  return { db, send, make }
}

const draft = (slug: string) => ({
  slug,
  locale: 'en',
  type: 'news',
  headline: slug,
  body: [aBlock('Rose.')],
})

/** Number of responses by status. */
const tally = (replies: readonly Reply[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(replies, ({ status }) => status)).map(([status, all]) => [
      status,
      all?.length,
    ]),
  )

test('of a hundred clients that patch one article from the same state, one succeeds', async () => {
  const { db, send, make } = await openDesk()
  const { data, etag } = await send(make.post('/admin/v1/articles', draft('contested')))
  const path = `/admin/v1/articles/${data.id}`
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      send(make.patch(path, etag, { headline: `Headline ${index}` })),
    ),
  )
  expect(tally(replies)).toEqual({ 200: 1, 412: 99 })
  const heard = replies.find(({ status }) => status === 200)
  const now = await send(make.get(path))
  expect(now).toMatchObject({ data: { headline: heard?.data.headline, revision: 2 }, etag: heard?.etag })
  const rows = await reading(db)
    .selectFrom('revision')
    .select('revision')
    .where('document_id', '=', String(data.id))
  expect(await rows.execute()).toHaveLength(2)
})

test('twenty concurrent repeats of one request have one effect and one response', async () => {
  const { db, send, make } = await openDesk()
  const request = make.post('/admin/v1/articles', draft('repeated'))
  const replies = await Promise.all(Array.from({ length: 20 }, () => send(request)))
  expect(tally(replies)).toEqual({ 201: 20 })
  expect(new Set(replies.map(({ data, etag }) => JSON.stringify([data, etag]))).size).toBe(1)
  expect(replies.filter(({ isReplay }) => !isReplay)).toHaveLength(1)

  const path = `/admin/v1/articles/${replies[0]?.data.id}`
  const publishing = make.post(`${path}/publications`, { revision: 1 })
  expect(tally(await Promise.all(Array.from({ length: 20 }, () => send(publishing))))).toEqual({ 201: 20 })
  const acts = reading(db)
    .selectFrom('audit')
    .select('act')
    .where('subject', '=', String(replies[0]?.data.id))
  expect((await acts.execute()).map(({ act }) => act)).toEqual(['article.create', 'article.publish'])
})

test('of two different concurrent requests with one Idempotency-Key, one takes effect and the other is refused', async () => {
  const { send, make } = await openDesk()
  const key = randomUUID()
  const requests = Array.from({ length: 10 }, (_, index) => {
    const request = make.post('/admin/v1/articles', draft(index % 2 ? 'one' : 'other'))
    return { ...request, headers: { ...request.headers, 'idempotency-key': key } }
  })
  expect(tally(await Promise.all(requests.map(send)))).toEqual({ 201: 5, 422: 5 })
})

test('a revoked key is refused from the next request on', async () => {
  const { send, make } = await openDesk()
  const made = await send(make.post('/admin/v1/keys', { name: 'short-lived', scopes: ['articles:write'] }))
  const other = requestsWith(`Bearer ${made.data.secret ?? made.data.key}`)
  expect((await send(other.post('/admin/v1/articles', draft('before')))).status).toBe(201)
  expect((await send(make.remove(`/admin/v1/keys/${made.data.id}`))).status).toBeLessThan(300)
  expect((await send(other.post('/admin/v1/articles', draft('after')))).status).toBe(401)
  expect((await send(other.get('/admin/v1/articles'))).status).toBe(401)
})
