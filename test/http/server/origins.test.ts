import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../helpers.ts'
import { withKey } from '../../keys.ts'
import { listening } from '../socket.ts'

const origin = 'https://desk.example'
const named = { environment: { CORS_ORIGINS: `${origin}, http://localhost:5173` }, sample: false }
const keys = '/admin/v1/keys'

/** Desk answers of every sort, with and without a key. */
const paths = [
  keys,
  `${keys}/key_0`,
  `${keys}?nonsense`,
  '/admin/v1/nothing',
  '/admin',
  `${keys}/`,
  `/admin/${'x'.repeat(9_000)}`,
]

test('a page of a configured origin can use the desk', async () => {
  const { http, db } = await testApp(named)
  const key = await withKey(db)
  for (const from of [origin, 'http://localhost:5173'])
    for (const path of paths)
      for (const header of [key, {}]) {
        const { headers } = await http.get(path).set(header).set('Origin', from)
        expect(headers).toMatchObject({ 'access-control-allow-origin': from, vary: 'Origin' })
        expect(headers['access-control-expose-headers']).toMatch(/\bETag\b.*\bLocation\b/)
        expect(headers).not.toHaveProperty('access-control-allow-credentials')
      }
  const preflight = await http
    .options(keys)
    .set({ Origin: origin, 'Access-Control-Request-Method': 'POST' })
    .expect(204)
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD, OPTIONS, POST',
    vary: 'Origin',
  })
  const sent = preflight.headers['access-control-allow-headers']?.split(', ')
  expect(sent).toEqual(
    expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match', 'Idempotency-Key']),
  )
})

test.each([
  ['other origins', named, 'https://evil.example'],
  ['what only looks like one', named, `${origin}.evil.example`],
  ['another scheme', named, 'http://desk.example'],
  ['null', named, 'null'],
  ['every origin if none is configured', { sample: false }, origin],
])('the desk sends no CORS headers to %s', async (_, settings, from) => {
  const { http, db } = await testApp(settings)
  const key = await withKey(db)
  for (const path of paths) {
    for (const answer of [
      await http.get(path).set(key).set('Origin', from),
      await http.options(path).set('Origin', from),
    ])
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('public reads are open to every origin', async () => {
  const { http } = await testApp(named)
  const { headers } = await http.get('/v1/articles').set('Origin', 'https://evil.example').expect(200)
  expect(headers).toMatchObject({ 'access-control-allow-origin': '*', vary: 'Accept-Encoding' })
})

describe('an answer that the router does not make', () => {
  const fields = `Host: a\r\nOrigin: ${origin}\r\n`
  const cut = [
    ['a head that stops', (path: string) => `GET ${path} HTTP/1.1\r\n${fields}`],
    ['a body that stops', (path: string) => `POST ${path} HTTP/1.1\r\n${fields}Content-Length: 2\r\n\r\n{`],
  ] as const
  const wrong = [
    ['a malformed field', (path: string) => `GET ${path} HTTP/1.1\r\n${fields}X-A : b\r\n\r\n`],
    [
      'a field over every limit',
      (path: string) => `GET ${path} HTTP/1.1\r\n${fields}A: ${'a'.repeat(70_000)}\r\n\r\n`,
    ],
    [
      'a malformed chunk',
      (path: string) => `POST ${path} HTTP/1.1\r\n${fields}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    ],
    [
      'a malformed request after another',
      (path: string) =>
        `GET /livez HTTP/1.1\r\n${fields}\r\nGET ${path} HTTP/1.1\r\n${fields}X-A : b\r\n\r\n`,
    ],
    ['a tunnel', (path: string) => `CONNECT ${path} HTTP/1.1\r\n${fields}\r\n`],
  ] as const

  /** The last head that comes for these bytes. With `stop`, the parser gives up waiting once they have arrived. */
  async function headFor(bytes: string, stop: boolean, settings = named) {
    const { app } = await testApp(settings)
    const { send } = await listening(app)
    if (stop)
      app.server.once('connection', async (socket: Socket) => {
        while (socket.bytesRead < bytes.length) await once(socket, 'data')
        const timeout = Object.assign(new Error('timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
        setImmediate(() => app.server.emit('clientError', timeout, socket))
      })
    return (
      (await send(bytes)).whole
        .split(/(?=HTTP\/1\.1 )/)
        .at(-1)
        ?.toLowerCase() ?? ''
    )
  }
  const both = [...wrong.map((one) => [...one, false] as const), ...cut.map((one) => [...one, true] as const)]

  test.each(both)('has the rule of the desk for %s of the desk', async (_, bytesOf, stop) => {
    const opened = await headFor(bytesOf(keys), stop)
    expect(opened).toMatch(/^http\/1\.1 4\d\d /)
    expect(opened).toContain(`access-control-allow-origin: ${origin}\r\n`)
    expect(opened).toContain('cache-control: private, no-store, no-transform')
    expect(
      await headFor(bytesOf('/%61dmin/v1'), stop, { ...named, environment: { CORS_ORIGINS: '' } }),
    ).not.toContain('access-control-allow-origin')
  })

  test.each(both)('is open to every origin for %s of delivery', async (_, bytesOf, stop) => {
    const head = await headFor(bytesOf('/v1/articles'), stop)
    expect(head).toMatch(/^http\/1\.1 4\d\d /)
    expect(head).toContain('access-control-allow-origin: *')
  })

  test.each([
    ['a request line that is cut', 'GET /v1/art', true],
    ['what is no request', 'GARBAGE\r\n\r\n', false],
  ])('is closed for %s', async (_, bytes, stop) => {
    expect(await headFor(bytes, stop)).not.toContain('access-control-allow-origin')
  })
})

describe('a preflight of a public read', () => {
  const preflight = async (path: string, asked: string) => {
    const { http } = await testApp(named)
    const { headers } = await http
      .options(path)
      .set({ Origin: origin, 'Access-Control-Request-Headers': asked })
      .expect(204)
    return headers['access-control-allow-headers']
  }

  test.each([
    'traceparent, baggage,sentry-trace',
    'cache-control',
    'X-Anything',
    'authorization,if-none-match',
  ])('allows %s', async (asked) => {
    expect(await preflight('/v1/articles', asked)).toBe(asked)
    expect(await preflight('/livez', asked)).toBe(asked)
  })

  test.each(['', 'a b', 'a,', 'é', 'a\tb', `a${',a'.repeat(600)}`])(
    'does not repeat %j, which is no list of names, or is long',
    async (asked) => {
      expect(await preflight('/v1/articles', asked)).toBe('Authorization, Content-Type, If-None-Match')
    },
  )

  test('is not that of the desk, which has a list of its own', async () => {
    expect(await preflight(keys, 'traceparent')).not.toContain('traceparent')
  })
})
