import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { connectDesk, requestsWith } from '../desk-client.ts'
import { findFreePort } from '../free-port.ts'
import { anArticle } from '../makers.ts'
import { askRepeatedly, createClient, type Outcome } from './client.ts'
import { createStore, createStoreWithKey, startServer } from './process.ts'

// Shown to fail with `isNewcomer: () => false` in src/http/edge/load-shedding.ts (the old connections keep a fifth of
// their rate), with `acceptMs = 0` in src/http/edge/queue.ts (the crowd waits for seconds), and with an overload that
// begins with the first late tick (`intervalMs = -1`, `targetMs = 25`: readers beside publications are refused).

/** Reads that the cache does not answer. */
const path = '/v1/articles?limit=100'

async function crowd(port: number, clients: number, forMs: number): Promise<Outcome[]> {
  const program = ['test/faults/crowd-program.ts', String(port), path, String(clients), String(forMs)]
  const { stdout } = await promisify(execFile)(process.execPath, program, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout)
}

test('a crowd of 512 new connections takes at most a tenth from those that are there', async () => {
  const HEALTH_PORT = String(await findFreePort())
  const server = await startServer(await createStore(50), { CACHE_BYTES: '0', HEALTH_PORT })
  const regulars = createClient(server.port)
  await askRepeatedly(regulars, path, 8, 1_000)
  const alone = (await askRepeatedly(regulars, path, 8, 3_000)).length
  await sleep(1_500)

  const crowding = crowd(server.port, 512, 4_000)
  const health = createClient(Number(HEALTH_PORT), { keepAlive: false })
  const probing = askRepeatedly((url) => sleep(100).then(() => health(url)), '/livez', 1, 3_500)
  await sleep(1_000)
  const beside = await askRepeatedly(regulars, path, 8, 3_000)
  const outcomes = await crowding

  expect(beside.filter(({ status }) => status !== 200)).toEqual([])
  // The crowd and the server share the processors of a small machine.
  expect(beside.length).toBeGreaterThan(alone * 0.6)
  expect(outcomes.length).toBeGreaterThan(512)
  const isTold = ({ status, code }: Outcome) => status === 200 || code === 'overloaded'
  expect(outcomes.filter((outcome) => !isTold(outcome))).toEqual([])
  expect(Math.max(...outcomes.map(({ milliseconds }) => milliseconds))).toBeLessThan(3_000)
  const probes = await probing
  expect(probes.filter(({ status }) => status !== 200)).toEqual([])
  expect(Math.max(...probes.map(({ milliseconds }) => milliseconds))).toBeLessThan(500)
})

test('64 readers are refused nothing beside 50 publications a second, from the first request on', async () => {
  const { file, authorization } = await createStoreWithKey(50)
  const server = await startServer(file, { REVIEW_REQUIRED: 'false' })
  const { send, close } = connectDesk(server.port)
  onTestFinished(close)
  const { post } = requestsWith(authorization)
  const isOver = new AbortController()
  let published = 0
  const publishing = (async () => {
    const { headline, locale, type, body } = anArticle()
    for (let next = performance.now(); !isOver.signal.aborted; next += 20) {
      const { data } = await send(post('/admin/v1/articles', { headline, locale, type, body }))
      const { status } = await send(post(`/admin/v1/articles/${data.id}/publications`, { revision: 1 }))
      if (status === 201) published += 1
      await sleep(Math.max(0, next - performance.now()))
    }
  })()
  const client = createClient(server.port)
  const outcomes = await askRepeatedly(client, path, 64, 6_000)
  isOver.abort()
  await publishing
  expect(outcomes.filter(({ status }) => status !== 200)).toEqual([])
  expect(outcomes.length).toBeGreaterThan(1_000)
  expect(published).toBeGreaterThan(50)
})

test('a client that reads nothing of its answers is cut off after half a minute', async () => {
  const server = await startServer(await createStore(100))
  const closed = Array.from({ length: 50 }, () => {
    const startedAt = performance.now()
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.pause()
      socket.write('GET /v1/articles?limit=100&body=html HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20))
    })
    onTestFinished(() => void socket.destroy())
    // The end is noticed by reading on: after the cut there is less than was asked for.
    return new Promise<number>((resolve) => {
      socket.on('error', () => resolve(performance.now() - startedAt))
      setTimeout(() => socket.resume(), 35_000)
      socket.on('close', () => resolve(performance.now() - startedAt))
    })
  })
  await sleep(34_000)
  const open = await fetch(`http://127.0.0.1:${server.port}/metrics`)
  expect(open.status).toBe(200)
  expect(Math.max(...(await Promise.all(closed)))).toBeLessThan(36_500)
})
