import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { CachedAnswer, UncachedAnswer } from '../../../src/http/endpoints/answer.ts'
import { deskApp, put } from './desk-app.ts'

test('an endpoint can have its own media type, with validators and caching as for JSON', async () => {
  const { http } = await deskApp()
  const answer = await http.get('/v1/feed').buffer(true).expect(200)
  expect(answer.text).toBe('<feed/>')
  expect(answer.headers).toMatchObject({
    'content-type': 'application/atom+xml',
    'content-length': '7',
    'content-language': 'en',
    'cache-control': expect.stringContaining('max-age=5'),
    vary: 'Accept-Encoding',
    'x-robots-tag': 'noindex',
  })
  await http.get('/v1/feed').set('If-None-Match', String(answer.headers.etag)).expect(304)
  const head = await http.head('/v1/feed').expect(200)
  expect(head.headers['content-type']).toBe('application/atom+xml')
})

test('a stream is sent in the media type of the answer, and is never cached', async () => {
  const { http, key, clock } = await deskApp()
  const empty = await http.get('/v1/table').expect(200)
  expect(empty.text).toMatch(/^at,count\n2026-04-01T00:00:00\.\d{3}Z,0\n$/)
  expect(empty.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'cache-control': 'no-store',
    'transfer-encoding': 'chunked',
    'access-control-allow-origin': '*',
    'x-request-id': expect.any(String),
  })
  expect(empty.headers).not.toHaveProperty('etag')
  await http.put('/admin/v1/things/a').set(key).send({ text: 'one' }).expect(200)
  const full = await http.get('/v1/table').expect(200)
  expect(full.text).toBe(`at,count\n${clock.now()},1\n`)
  expect(full.headers['content-type']).toBe('text/plain')
  await http.head('/v1/table').expect(200)
})

/** A server whose `/v1/stream` sends one piece, then what `rest` gives. */
async function streaming(rest: () => AsyncIterable<string>) {
  const streams: Readable[] = []
  const makeStream = () => {
    async function* pieces() {
      yield 'first,'
      yield* rest()
    }
    const stream = Readable.from(pieces())
    streams.push(stream)
    return stream
  }
  const world = await deskApp({ makeStream })
  const address = await world.app.listen({ port: 0, host: '127.0.0.1' })
  const errors = () => world.lines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40)
  /** Asks for the stream, and waits for the first piece. */
  const begin = async () => {
    const request = get(`${address}/v1/stream`)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const pieces = response.setEncoding('utf8')[Symbol.asyncIterator]()
    return { request, response, pieces, first: await pieces.next() }
  }
  return { ...world, streams, errors, begin }
}

const streamRoute = { method: 'GET', route: '/v1/stream', status: 200 }

test('a stream is sent as it arrives', async () => {
  const { promise: received, resolve: goOn } = Promise.withResolvers<void>()
  const { begin, answered, errors } = await streaming(async function* () {
    await received
    yield 'last'
  })
  const { pieces, first } = await begin()
  expect(first.value).toBe('first,')
  goOn()
  expect((await pieces.next()).value).toBe('last')
  expect((await pieces.next()).done).toBe(true)
  await vi.waitFor(() => expect(answered).toEqual([expect.objectContaining(streamRoute)]))
  expect(errors()).toEqual([])
})

test('HEAD does not read the stream', async () => {
  const { http, streams, answered, errors } = await streaming(async function* () {
    for (;;) {
      await turn()
      yield 'more'
    }
  })
  const { headers } = await http.head('/v1/stream').expect(200)
  expect(headers).toMatchObject({ 'content-type': 'text/plain', 'cache-control': 'no-store' })
  expect(headers).not.toHaveProperty('content-length')
  expect(streams.map(({ destroyed, readableDidRead }) => ({ destroyed, readableDidRead }))).toEqual([
    { destroyed: true, readableDidRead: false },
  ])
  await vi.waitFor(() => expect(answered).toHaveLength(1))
  expect(errors()).toEqual([])
})

test('a stream that fails after its first byte ends the connection, is logged, and is observed once', async () => {
  const { promise: received, resolve: goOn } = Promise.withResolvers<void>()
  // biome-ignore lint/correctness/useYield: it fails before it yields.
  const { http, begin, answered, errors } = await streaming(async function* () {
    await received
    throw new Error('the source broke')
  })
  const { response, pieces } = await begin()
  goOn()
  await expect(pieces.next()).rejects.toThrow('aborted')
  await http.get('/v1/feed').expect(200)
  await vi.waitFor(() =>
    expect(answered).toEqual([
      expect.objectContaining(streamRoute),
      expect.objectContaining({ route: '/v1/feed' }),
    ]),
  )
  expect(errors()).toEqual([
    expect.objectContaining({
      level: 50,
      reqId: response.headers['x-request-id'],
      err: expect.objectContaining({ message: 'the source broke' }),
    }),
  ])
})

test('a stream that fails before its first byte is answered as a problem', async () => {
  const makeStream = () => new Readable({ read: (): void => void 0 }).destroy(new Error('the source broke'))
  const { http, answered } = await deskApp({ makeStream })
  const { body } = await http.get('/v1/stream').expect(500)
  expect(body.code).toBe('internal-error')
  await vi.waitFor(() => expect(answered).toEqual([expect.objectContaining({ status: 500 })]))
})

test('a client that leaves ends the stream, which is observed once, and is no failure', async () => {
  const { begin, streams, answered, errors } = await streaming(async function* () {
    for (;;) {
      await turn()
      yield 'more'
    }
  })
  const { request } = await begin()
  request.destroy()
  await vi.waitFor(() => expect(answered).toEqual([expect.objectContaining(streamRoute)]))
  await vi.waitFor(() => expect(streams[0]?.closed).toBe(true))
  expect(answered).toHaveLength(1)
  expect(errors()).toEqual([])
})

test('a media type that the endpoint does not declare is a fault of the program', async () => {
  const { http, lines } = await deskApp()
  for (const path of ['/v1/other', '/v1/other-feed']) await http.get(path).expect(500)
  expect(lines.filter((line) => line.includes('does not declare the media type text/other'))).toHaveLength(2)
})

test('what an answer would not be sent with cannot be written', () => {
  const bytes = Buffer.from('')
  const impossible = [
    // @ts-expect-error -- the entity tag is a hash of the bytes
    { bytes, etag: '"1"' } satisfies CachedAnswer,
    // @ts-expect-error -- only successes are cached
    { bytes, status: 503 } satisfies CachedAnswer,
    // @ts-expect-error -- a stream has an end only later
    { stream: Readable.from(['']) } satisfies CachedAnswer,
    // @ts-expect-error -- no such header without caching
    { bytes, language: 'en' } satisfies UncachedAnswer,
    // @ts-expect-error -- no such header without caching
    { bytes, next: '/v1/things' } satisfies UncachedAnswer,
  ]
  expect(impossible).toHaveLength(5)
})

test('a read shows nothing that is newer than its moment', async () => {
  let committedAt = ''
  const { http } = await deskApp({
    async beforeSnapshot({ db, time }) {
      time.advance(1_000)
      committedAt = await db.write(async ({ tx, at }) => {
        await put(tx, 'a', 'one')
        return at
      })
    },
  })
  const { text } = await http.get('/v1/table').buffer(true).expect(200)
  const [, at, count] = /\n(.*),(.*)\n/.exec(text) ?? []
  expect(count).toBe('1')
  expect(String(at) >= committedAt).toBe(true)
})

test('errors of such endpoints are still problem documents', async () => {
  const { http } = await deskApp()
  for (const path of ['/v1/feed', '/v1/table']) {
    const { headers, body } = await http.get(`${path}?nothing=1`).expect(400)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body.code).toBe('unknown-parameter')
  }
})
