import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { createBackgroundSender } from '../../src/webhooks/delivery/background-sender.ts'
import { insertDeliveries, removeOld, setPlace } from '../../src/webhooks/delivery/store.ts'
import { find, placeOf } from '../../src/webhooks/store.ts'
import { anArticle } from '../makers.ts'
import { reading } from '../reading.ts'
import { receiver } from './receiver.ts'
import { until, webhookWorld } from './world.ts'

test('one of several nodes delivers, and another takes over when it has gone', async () => {
  const world = await webhookWorld({ engine: 'postgres', isDelivering: false })
  const { url, ids } = await receiver()
  const { id } = await world.make({ url })
  const open = async () => {
    const db = await world.open(world.clock)
    return { ...world, db }
  }
  const nodes = [await open(), await open()]
  const [first, second] = [await world.deliver(nodes[0]), await world.deliver(nodes[1])]
  await world.desk.publish(articleKind, anArticle())
  world.time.advance(1_000)
  await until(async () => expect((await world.deliveries(id)).length).toBe(1))
  await sleep(500)
  const isHolder = nodes.map(({ db }) => db.holds('webhooks'))
  expect(isHolder.filter((one) => one)).toHaveLength(1)
  await (isHolder[0] ? first : second)()
  await world.desk.publish(articleKind, anArticle({ slug: 'second' }))
  world.time.advance(1_000)
  await until(async () => expect((await world.deliveries(id)).length).toBe(2))
  expect(ids()).toEqual(['evt_1', 'evt_2'])
  await (isHolder[0] ? second : first)()
  for (const { db } of nodes) await db.close()
})

test('a node that has lost the lock does not set back how far another has come', async () => {
  const { db, make } = await webhookWorld({ isDelivering: false })
  const { id } = await make({ url: 'https://partner.example/hook' })
  const row = await find(reading(db), id)
  if (!row) throw new Error('the webhook is missing')
  const set = (place: Partial<typeof row>) =>
    db.write(({ tx }) => setPlace(tx, row, { ...placeOf(row), ...place }))
  expect(await set({ passed: 150, delivered: 50 })).toBe(true)
  for (const stale of [
    { passed: 100, delivered: 50 },
    { passed: 150, delivered: 49 },
    { passed: 150, delivered: 50, failed: -1 },
  ])
    expect(await set({ ...stale, state: 'disabled' })).toBe(false)
  expect(await find(reading(db), id)).toMatchObject({ passed: 150, state: 'active' })
})

test('what is to be sent after the end is given back, and begins no other thread', async () => {
  const { log } = await webhookWorld({ isDelivering: false })
  const sender = createBackgroundSender({ webhookAllow: [] }, log)
  await sender.close()
  const attempted = await sender.send({
    url: 'https://partner.example/hook',
    id: 'evt_1',
    body: '{}',
    keys: [],
    milliseconds: 0,
  })
  expect(attempted).toMatchObject({ status: null, error: 'connection-lost' })
})

test('attempts are removed after 30 days, in steps of about a thousand', async () => {
  const { db } = await webhookWorld({ isDelivering: false })
  const rows = Array.from({ length: 2_500 }, (_, index) => ({
    webhook_id: 'whk_1',
    at: new Date(Date.UTC(2026, 2, 1) + index * 1_000).toISOString(),
    seq: index,
    attempt: 1,
    status: 204,
    error: null,
    ms: 1,
  }))
  await db.write(({ tx }) => insertDeliveries(tx, rows))
  const step = () => db.write(({ tx }) => removeOld(tx, rows[2_400]?.at ?? ''))
  expect([await step(), await step(), await step()]).toEqual([true, true, false])
  const left = await reading(db).selectFrom('webhook_delivery').select('seq').orderBy('seq').execute()
  expect(left.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => 2_400 + index))
})
