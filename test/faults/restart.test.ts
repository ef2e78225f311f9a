import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createClient, type Outcome } from './client.ts'
import { createStore } from './process.ts'

/** Behind one port that the servers share: a new one comes up, then the old one is told to stop. */
async function restartUnderLoad(restarts: number, signal: NodeJS.Signals) {
  const file = await createStore(20)
  cluster.setupPrimary({ exec: 'src/main.js', args: ['serve'], execArgv: [], silent: true })
  const port = 20_000 + (process.pid % 20_000)
  const workers: Worker[] = []
  const start = async () => {
    const worker = cluster.fork({
      PORT: String(port),
      RATE_LIMIT: '0',
      DATABASE_URL: `file:${file}`,
      HOST: '127.0.0.1',
    })
    workers.push(worker)
    worker.on('error', () => {})
    await once(worker, 'listening')
    return worker
  }
  onTestFinished(() => {
    for (const worker of workers) if (!worker.isDead()) worker.process.kill('SIGKILL')
  })

  let current = await start()
  const client = createClient(port)
  const outcomes: Outcome[] = []
  let isOver = false
  const load = Array.from({ length: 30 }, async (_, index) => {
    while (!isOver)
      outcomes.push(await client(index % 2 ? '/v1/articles?limit=100&body=text' : '/v1/events?limit=100'))
  })
  const codes: unknown[] = []
  for (let count = 0; count < restarts; count += 1) {
    const old = current
    current = await start()
    const ended = once(old, 'exit')
    old.process.kill(signal)
    codes.push((await ended)[0])
  }
  await sleep(500)
  isOver = true
  await Promise.all(load)
  return { outcomes, codes, failed: outcomes.filter(({ status }) => status !== 200) }
}

test('three restarts under load behind a shared port fail nothing', async () => {
  const { outcomes, codes, failed } = await restartUnderLoad(3, 'SIGTERM')
  expect(codes).toEqual([0, 0, 0])
  expect(outcomes.length).toBeGreaterThan(2_000)
  expect(failed).toEqual([])
})

test('the same with servers that do not drain fails some, so the test above can fail', async () => {
  const { failed } = await restartUnderLoad(2, 'SIGKILL')
  expect(failed.length).toBeGreaterThan(0)
})
