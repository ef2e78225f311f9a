import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { findFreePort } from '../free-port.ts'
import { createClient, type Outcome } from './client.ts'
import { createStore, startServer, stop } from './process.ts'

/** One server after the other on one port and store, under load. Where none is accepted, it is tried again. */
async function restartUnderLoad(restarts: number, signal: NodeJS.Signals, keepAlive: boolean) {
  const file = await createStore(20)
  const PORT = String(await findFreePort())
  let current = await startServer(file, { PORT })
  const client = createClient(current.port, { keepAlive })
  const outcomes: Outcome[] = []
  let isOver = false
  const load = Array.from({ length: 32 }, async (_, index) => {
    while (!isOver) {
      const outcome = await client(index % 2 ? '/v1/articles?limit=100&body=text' : '/v1/events?limit=100')
      if (outcome.code.startsWith('connect ')) await sleep(20)
      else outcomes.push(outcome)
    }
  })
  await sleep(500)
  const codes: unknown[] = []
  for (let count = 0; count < restarts; count += 1) {
    codes.push((await stop(current, signal)).code)
    current = await startServer(file, { PORT })
  }
  await sleep(500)
  isOver = true
  await Promise.all(load)
  return { outcomes, codes, failed: outcomes.filter(({ status }) => status !== 200) }
}

test.each([
  ['keep their connections', true],
  ['open one for each request', false],
])('three restarts cut no request of 32 busy clients that %s', async (_, keepAlive) => {
  const { outcomes, codes, failed } = await restartUnderLoad(3, 'SIGTERM', keepAlive)
  expect(codes).toEqual([0, 0, 0])
  expect(outcomes.length).toBeGreaterThan(2_000)
  expect(failed).toEqual([])
})

test('the same with servers that do not drain fails some, so the test above can fail', async () => {
  const { failed } = await restartUnderLoad(2, 'SIGKILL', true)
  expect(failed.length).toBeGreaterThan(0)
})
