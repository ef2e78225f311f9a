import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { sampleSlug } from '../helpers.ts'
import { createStore, createStoreWithKey, startServer, stop } from './process.ts'

// Shown to fail where a second signal ends the process (src/kernel/shutdown.ts) and where Fastify alone closes the
// server (no `preClose` hook in src/http/server/server.ts): half-sent requests are cut, or hold up the end.

/** A raw connection, and all that the server has sent on it. */
function open(port: number) {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => {})
  return { socket, received: () => received }
}

const signals: NodeJS.Signals[][] = [
  ['SIGTERM'],
  ['SIGINT'],
  ['SIGHUP'],
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGTERM', 'SIGINT'],
]

test.each(signals)('%s %s %s ends the server with exit status 0', async (...sent) => {
  const server = await startServer(await createStore())
  const { code, milliseconds } = await stop(server, ...sent.filter(Boolean))
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(3_000)
})

test('a request whose body comes after the signal is answered, with Connection: close', async () => {
  const { file, authorization } = await createStoreWithKey()
  const server = await startServer(file)
  const { socket, received } = open(server.port)
  socket.write(
    `GET /v1/articles/${sampleSlug} HTTP/1.1\r\nHost: a\r\n\r\nPOST /admin/v1/articles HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{ `,
  )
  await sleep(300)
  const ended = stop(server, 'SIGTERM')
  await sleep(3_000)
  socket.write(' }')
  const { code, milliseconds } = await ended
  expect(received()).toMatch(/^HTTP\/1\.1 200 OK/)
  expect(received()).toMatch(/HTTP\/1\.1 400 [\s\S]*connection: close/i)
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(4_000)
})

test('a request that never ends does not hold up the end for longer than half of the limit', async () => {
  const server = await startServer(await createStore(), { SHUTDOWN_TIMEOUT_MS: '4000' })
  open(server.port).socket.write(
    'POST /admin/v1/articles HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{',
  )
  open(server.port).socket.write('GET /v1/art')
  await sleep(300)
  const { code, milliseconds } = await stop(server, 'SIGTERM')
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(3_600)
})

test('idle connections do not hold up the end', async () => {
  const server = await startServer(await createStore())
  const { socket } = open(server.port)
  socket.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n')
  for (let count = 0; count < 20; count += 1) open(server.port)
  await sleep(300)
  const { code, milliseconds } = await stop(server, 'SIGTERM')
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(3_000)
})
