import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createClient, type Outcome } from './client.ts'
import { createStore } from './process.ts'

/** One that nothing listens on now. */
async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** Behind one port that the servers share: a new one comes up, then the old one is told to stop. */
async function restartUnderLoad(restarts: number, signal: NodeJS.Signals) {
  const file = await createStore(20)
  cluster.setupPrimary({ exec: 'src/main.js', args: ['serve'], execArgv: [], silent: true })
  const port = await findFreePort()
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
    const ended = once(worker, 'exit').then(() => Promise.reject(new Error('the server ended')))
    await Promise.race([once(worker, 'listening'), ended])
    ended.catch(() => {})
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
