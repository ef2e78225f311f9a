import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { createAddressGuard } from '../../src/webhooks/addresses.ts'
import { createSender } from '../../src/webhooks/delivery/sender.ts'
import { anArticle } from '../makers.ts'
import { certificate } from '../webhooks/certificate.ts'
import { receiver } from '../webhooks/receiver.ts'
import { until, webhookWorld } from '../webhooks/world.ts'

const head = (status: string, ...fields: string[]) => `HTTP/1.1 ${[status, ...fields].join('\r\n')}\r\n\r\n`
const zeros = Buffer.alloc(1024 * 1024)

/** Sends for ever, as fast as it is read. */
const flood = (socket: Socket, bytes: Buffer) => {
  const more = () => {
    while (!socket.destroyed && socket.write(bytes));
  }
  socket.on('drain', more)
  more()
}

/** What receivers do to a connection, once they have the head of a request, and the error or status that it is told by. */
const manners: Readonly<
  Record<string, { readonly act: (socket: Socket) => void; readonly outcome: object }>
> = {
  'says nothing': { act: () => {}, outcome: { error: 'timeout' } },
  'sends a byte of the head now and then': {
    act: (socket) => {
      const timer = setInterval(() => socket.write('H'), 300)
      socket.write('HTTP/1.1 200 OK\r\nx-long: ')
      socket.once('close', () => clearInterval(timer))
    },
    outcome: { error: 'timeout' },
  },
  'takes it, and never ends its answer': {
    act: (socket) => socket.write(`${head('200 OK', 'transfer-encoding: chunked')}1\r\na\r\n`),
    outcome: { status: 200 },
  },
  'takes it, and sends without end': {
    act: (socket) => {
      socket.write(head('200 OK', 'content-length: 1000000000000'))
      flood(socket, zeros)
    },
    outcome: { status: 200 },
  },
  'fails, and sends a bomb': {
    act: (socket) => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
      socket.write(head('500 No', 'content-encoding: gzip', `content-length: ${bomb.length}`))
      socket.write(bomb)
    },
    outcome: { status: 500 },
  },
  'sends an endless head': {
    act: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      flood(socket, Buffer.from('x-more: more\r\n'.repeat(1_000)))
    },
    outcome: { error: 'invalid-answer' },
  },
  'sends interim answers without end': {
    act: (socket) => flood(socket, Buffer.from(head('103 Early Hints').repeat(100))),
    outcome: { error: 'invalid-answer' },
  },
  'redirects inside': {
    act: (socket) => socket.end(head('307 Inside', 'location: http://169.254.169.254/', 'content-length: 0')),
    outcome: { status: 307 },
  },
  'changes the protocol': {
    act: (socket) => socket.write(head('101 Switching Protocols', 'connection: upgrade', 'upgrade: x')),
    outcome: { status: null },
  },
  resets: { act: (socket) => void socket.resetAndDestroy(), outcome: { error: 'connection-lost' } },
  'ends without an answer': { act: (socket) => void socket.end(), outcome: { error: 'connection-lost' } },
  'sends less than it says': {
    act: (socket) => socket.end(`${head('200 OK', 'content-length: 100')}short`),
    outcome: { status: 200 },
  },
  'sends more than it says': {
    act: (socket) => socket.write(`${head('500 No', 'content-length: 1')}more than one`),
    outcome: { status: 500 },
  },
  'says two lengths': {
    act: (socket) => socket.write(head('200 OK', 'content-length: 1', 'content-length: 2')),
    outcome: { error: 'invalid-answer' },
  },
  'speaks another protocol': {
    act: (socket) => socket.write('220 mail.example ESMTP\r\n'),
    outcome: { error: 'invalid-answer' },
  },
}

async function hostile(act: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => act(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('hostile receivers get an outcome each within the timeout, delay nobody, and take no memory', async () => {
  const { make, desk, deliveries } = await webhookWorld()
  const good = await receiver()
  await make({ url: good.url })
  // The thread that sends is started with the first delivery.
  await desk.publish(articleKind, anArticle())
  await until(() => expect(good.received).toHaveLength(1))
  const webhooks: [string, string][] = []
  for (const [manner, { act }] of Object.entries(manners))
    webhooks.push([manner, (await make({ url: await hostile(act) })).id])
  const before = process.memoryUsage().rss
  const waits: number[] = []
  for (let count = 1; count <= 10; count += 1) {
    const begun = performance.now()
    await desk.publish(articleKind, anArticle({ slug: `story-${count}` }))
    await until(() => expect(good.received).toHaveLength(count + 1))
    waits.push(performance.now() - begun)
    await sleep(100)
  }
  expect(Math.max(...waits)).toBeLessThan(1_000)
  await sleep(10_500)
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2)
  for (const [manner, id] of webhooks) {
    const [first] = (await deliveries(id)).toReversed()
    expect({ manner, ...first }).toMatchObject({ manner, seq: 2, ...manners[manner]?.outcome })
    expect(first.ms).toBeLessThan(11_500)
  }
}, 60_000)

describe('TLS', () => {
  const delivery = { id: 'evt_1', body: '{}', keys: [], milliseconds: 0 }

  test('a certificate that nobody vouches for is refused, and one of a known authority taken', async () => {
    const server = createTlsServer(certificate, (_, response) => response.writeHead(204).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const send = async () => {
      const sender = createSender(createAddressGuard(['127.0.0.1']))
      const outcome = await sender.send({ ...delivery, url })
      await sender.close()
      return outcome
    }
    expect(await send()).toMatchObject({ status: null, error: 'tls' })
    const known = getCACertificates('default')
    setDefaultCACertificates([...known, certificate.cert])
    onTestFinished(() => setDefaultCACertificates(known))
    expect(await send()).toMatchObject({ status: 204, error: null })
  })

  test('what does not speak it is no receiver', async () => {
    const { url } = await receiver()
    const sender = createSender(createAddressGuard(['127.0.0.1']))
    expect(await sender.send({ ...delivery, url: url.replace('http:', 'https:') })).toMatchObject({
      status: null,
      error: 'tls',
    })
    await sender.close()
  })
})
