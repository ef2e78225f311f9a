import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { sampleSlug } from '../helpers.ts'
import { askRepeatedly, createClient, percentile } from './client.ts'
import { createStore, isAlive, startServer } from './process.ts'

// Shown to fail with `headersTimeout: 0, requestTimeout: 0` and without `closeSilent` (src/http/server/server.ts): nothing is
// closed then.

const head = `GET /v1/articles/${sampleSlug} HTTP/1.1\r\nHost: a\r\n`

/** What a slow client sends at first, and then every second. */
const sorts: Record<string, readonly [first: string, each: string]> = {
  'sends nothing': ['', ''],
  'stops within the request line': ['GET /v1/arti', ''],
  'stops within the header': [head, ''],
  'sends a byte of the header a second': [head, 'X'],
  'sends a header field a second': [head, 'X-A: b\r\n'],
  'stops within the body': ['POST /v1/articles HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{', ''],
  'sends a byte of the body a second': [
    'POST /v1/articles HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{',
    'a',
  ],
  'stops within a chunk': [
    'POST /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n64\r\na',
    '',
  ],
  'stops within its second request': [`GET /livez HTTP/1.1\r\nHost: a\r\n\r\n${head}`, ''],
  'sends blank lines before the request': ['\r\n', '\r\n'],
}

interface Slow {
  readonly sort: string
  /** When it was closed, and what it was told. */
  readonly closed: Promise<{ milliseconds: number; told: string }>
}

function openSlow(port: number, sort: string, [first, each]: readonly [string, string]): Slow {
  let told = ''
  const socket: Socket = connect(port, '127.0.0.1', () => void socket.write(first))
  const startedAt = performance.now()
  const sending = setInterval(() => each && socket.writable && socket.write(each), 1_000)
  onTestFinished(() => void socket.destroy())
  socket.on('data', (chunk) => {
    told += chunk
  })
  socket.on('error', () => {})
  const closed = new Promise<{ milliseconds: number; told: string }>((resolve) =>
    socket.on('close', () => {
      clearInterval(sending)
      resolve({ milliseconds: performance.now() - startedAt, told })
    }),
  )
  return { sort, closed }
}

test('a thousand slow clients hurt nobody, and each is closed within ten seconds', async () => {
  const server = await startServer(await createStore())
  const client = createClient(server.port)
  await client(`/v1/articles/${sampleSlug}`)
  const slow = Array.from({ length: 100 }, () =>
    Object.entries(sorts).map(([sort, sends]) => openSlow(server.port, sort, sends)),
  ).flat()
  const outcomes = await askRepeatedly(client, `/v1/articles/${sampleSlug}`, 1, 6_000)
  expect(outcomes.filter(({ status }) => status !== 200)).toEqual([])
  expect(percentile(outcomes, 0.99)).toBeLessThan(100)

  const late = Symbol('open')
  const endings = await Promise.race([Promise.all(slow.map(({ closed }) => closed)), sleep(6_000, late)])
  if (endings === late) {
    const open = await Promise.all(
      slow.map(({ sort, closed }) => Promise.race([closed.then(() => ''), sort])),
    )
    expect([...new Set(open)].filter(Boolean)).toEqual([])
    return
  }
  for (const [index, { milliseconds, told }] of (
    endings as { milliseconds: number; told: string }[]
  ).entries()) {
    const { sort } = slow[index] ?? { sort: '' }
    expect({ sort, isLate: milliseconds > 10_500 }).toEqual({ sort, isLate: false })
    expect(told.match(/HTTP\/1\.1 (\d+)/g) ?? []).toEqual(expect.not.arrayContaining(['HTTP/1.1 500']))
  }
  expect((await client('/livez')).status).toBe(200)
})

test('three hundred clients that ask for the largest page and read nothing cost little and hurt nobody', async () => {
  const server = await startServer(await createStore(100))
  const client = createClient(server.port)
  await askRepeatedly(client, '/v1/articles?limit=100&body=html', 4, 1_000)
  await client(`/v1/articles/${sampleSlug}`)
  const before = server.resident()
  for (let index = 0; index < 300; index += 1) {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.pause()
      socket.write('GET /v1/articles?limit=100&body=html HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20))
    })
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
  }
  await sleep(1_000)
  const outcomes = await askRepeatedly(client, `/v1/articles/${sampleSlug}`, 1, 3_000)
  expect(outcomes.filter(({ status }) => status !== 200)).toEqual([])
  expect(percentile(outcomes, 0.99)).toBeLessThan(100)
  expect(server.resident() - before).toBeLessThan(300)
  expect(isAlive(server)).toBe(true)
})
