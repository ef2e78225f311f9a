import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { askAtRate, askRepeatedly, createClient, percentile } from './client.ts'
import { createStore, isAlive, startServer } from './process.ts'

// Shown to fail without load shedding (`isOverloaded: () => false` in src/http/load.ts): every request is accepted
// then, and waits for seconds.

/** Reads that the cache does not answer: about five milliseconds each. */
const path = '/v1/articles?limit=100&body=html'

test('at four times capacity what is accepted is answered within a second, and the rest refused at once', async () => {
  const server = await startServer(await createStore(100), { CACHE_BYTES: '0' })
  const client = createClient(server.port)
  await askRepeatedly(client, path, 4, 1_000)
  const perSecond = (await askRepeatedly(client, path, 4, 2_000)).length / 2

  const health: number[] = []
  const isOver = new AbortController()
  const probing = (async () => {
    while (!isOver.signal.aborted) {
      health.push((await client('/livez')).milliseconds)
      await sleep(100)
    }
  })()
  const outcomes = await askAtRate(client, path, perSecond * 4, 6_000)
  isOver.abort()
  await probing

  const accepted = outcomes.filter(({ status }) => status === 200)
  const refused = outcomes.filter(({ status }) => status === 503)
  expect(accepted.length + refused.length).toBe(outcomes.length)
  expect([...new Set(refused.map(({ code, retryAfter }) => `${code} ${retryAfter}`))]).toEqual([
    'overloaded 1',
  ])
  expect(accepted.length).toBeGreaterThan(perSecond * 6 * 0.4)
  expect(percentile(accepted, 0.99)).toBeLessThan(1_000)
  expect(percentile(refused, 0.95)).toBeLessThan(100)
  expect(Math.max(...health)).toBeLessThan(1_000)
  expect(server.resident()).toBeLessThan(300)

  await sleep(2_000)
  const after = (await askRepeatedly(client, path, 4, 2_000)).length / 2
  expect(after).toBeGreaterThan(perSecond * 0.75)
  expect(isAlive(server)).toBe(true)
})
