import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { askAsCrowd, askRepeatedly, createClient, type Outcome, percentile } from './client.ts'
import { createStore, isAlive, startServer } from './process.ts'

// Shown to fail without load shedding (`isOverdue: () => false` in src/http/edge/load-shedding.ts): every request is
// accepted then, and waits for seconds. With `acceptMs = 0` in src/http/edge/queue.ts those who open a connection for
// each request wait so.

/** Reads that the cache does not answer, and that give little to send. */
const path = '/v1/articles?limit=100&fields=id&total=true'

test.each([
  ['keep their connections', true, 100],
  // Newcomers all of them.
  ['open one for each request', false, 750],
])(
  'at four times capacity what is accepted is answered in time and the rest refused soon, to clients that %s',
  async (_, keepAlive, patienceMs) => {
    const server = await startServer(await createStore(100), { CACHE_BYTES: '0' })
    const client = createClient(server.port)
    await askRepeatedly(client, path, 4, 1_000)
    const perSecond = (await askRepeatedly(client, path, 4, 2_000)).length / 2

    const crowd = createClient(server.port, { keepAlive })
    // The crowd is connected long before it comes.
    await Promise.all(Array.from({ length: 300 }, () => crowd('/livez')))
    await sleep(1_500)

    const health: number[] = []
    const isOver = new AbortController()
    const probing = (async () => {
      while (!isOver.signal.aborted) {
        health.push((await client('/livez')).milliseconds)
        await sleep(100)
      }
    })()
    const outcomes = await askAsCrowd(crowd, path, { clients: 300, perSecond: perSecond * 4, forMs: 6_000 })
    isOver.abort()
    await probing

    const accepted = outcomes.filter(({ status }) => status === 200)
    const refused = outcomes.filter(({ status }) => status === 503)
    expect(accepted.length + refused.length).toBe(outcomes.length)
    const isTold = ({ code, retryAfter }: Outcome) => code === 'overloaded' && retryAfter === '1'
    expect(refused.filter((outcome) => !isTold(outcome))).toEqual([])
    expect(accepted.length).toBeGreaterThan(perSecond * 6 * (keepAlive ? 0.4 : 0.15))
    expect(percentile(accepted, 0.99)).toBeLessThan(patienceMs + 900)
    // The crowd and the server share the processors of a small machine.
    expect(percentile(refused, 0.5)).toBeLessThan(patienceMs + 150)
    expect(percentile(refused, 0.95)).toBeLessThan(patienceMs + 400)
    expect(Math.max(...health)).toBeLessThan(1_000)
    expect(server.resident()).toBeLessThan(400)

    await sleep(2_000)
    const after = (await askRepeatedly(client, path, 4, 2_000)).length / 2
    expect(after).toBeGreaterThan(perSecond * 0.75)
    expect(isAlive(server)).toBe(true)
  },
)
