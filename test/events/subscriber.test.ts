import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createSubscriber } from '../../src/events/stream/subscriber.ts'
import { createTurns } from '../../src/events/stream/turns.ts'
import { follow } from './reader.ts'

/** A response on a real connection, and the client that reads it. */
async function connected() {
  const server = createServer().listen(0)
  onTestFinished(() => void server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  const answered = once(server, 'request').then(([, response]) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    return response as ServerResponse
  })
  const client = await follow(port)
  const subscriber = createSubscriber(await answered, { types: null, groups: [] }, 7)
  return { client, subscriber, response: await answered }
}

test('a subscriber that has heard nothing for 14 seconds is told its place', async () => {
  const { client, subscriber } = await connected()
  const now = performance.now()
  subscriber.beat(now + 13_000)
  subscriber.send(null, 9)
  subscriber.beat(now + 14_500)
  await vi.waitFor(() => expect(client.blocks).toEqual([{ id: '9', retry: null, data: null, comment: ':' }]))
  subscriber.beat(performance.now() + 13_000)
  expect(client.blocks).toHaveLength(1)
})

test('what waits for a subscriber that goes is forgotten', async () => {
  const { client, subscriber } = await connected()
  client.response.pause()
  subscriber.send(Buffer.alloc(16 * 1024 * 1024, 'x'), 8)
  const taken = subscriber.taken()
  client.close()
  await taken
  expect(subscriber.isOpen()).toBe(false)
  await subscriber.taken()
})

test('so many pieces of work go on at a time, in the order in which they came, whatever fails', async () => {
  const inTurn = createTurns(2)
  const begun: number[] = []
  let running = 0
  let most = 0
  const all = Array.from({ length: 9 }, (_, at) =>
    inTurn(async () => {
      begun.push(at)
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 3))
      running -= 1
      if (at % 3 === 0) throw new Error('failed')
      return at
    }).catch(() => -1),
  )
  expect(await Promise.all(all)).toEqual([-1, 1, 2, -1, 4, 5, -1, 7, 8])
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(most).toBe(2)
})

test('nothing is sent after the end of a stream', async () => {
  const { client, subscriber, response } = await connected()
  client.response.pause()
  subscriber.send(Buffer.alloc(16 * 1024 * 1024, 'x'), 8)
  response.end()
  subscriber.send(Buffer.from('late'), 9)
  subscriber.beat(performance.now() + 60_000)
  expect(subscriber.isOpen()).toBe(false)
  client.response.resume()
  await vi.waitFor(() => expect(client.state()).toBe('ended'), { timeout: 5_000 })
})
