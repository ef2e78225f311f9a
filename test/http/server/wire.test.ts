import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { isProblemCode } from '../../../src/kernel/refusal.ts'
import { problems } from '../../../src/slices.ts'
import { sampleSlug, testApp } from '../../helpers.ts'
import { close, get, onTheWire } from '../raw.ts'

test.each([
  ['no request', 'GARBAGE\r\n\r\n', 400],
  ['an unknown method', `FOO /livez HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 400],
  ['a method in lower case', `get /livez HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 400],
  ['a tunnel', `CONNECT livez.example:443 HTTP/1.1\r\nHost: livez.example:443\r\n\r\n`, 400],
  ['no version', 'GET /livez\r\n\r\n', 400],
  ['no version, with fields', 'GET /livez\r\nHost: a\r\n\r\n', 400],
  ['another version', `GET /livez HTTP/2.0\r\nHost: a\r\n${close}\r\n`, 400],
  ['a space in the URL', get('/v1/ articles'), 400],
  ['raw bytes in the URL', get('/v1/articles/\xe9'), 400],
  ['no host', `GET /livez HTTP/1.1\r\n${close}\r\n`, 400],
  ['two hosts', get('/livez', 'Host: b\r\n'), 400],
  ['two equal hosts', get('/livez', 'host: a\r\n'), 400],
  ['a folded field', get('/livez', 'X-A: b\r\n c\r\n'), 400],
  ['a space before the colon', get('/livez', 'X-A : b\r\n'), 400],
  ['a control character in a field', get('/livez', 'X-A: \x01\r\n'), 400],
  [
    'two framings',
    `POST /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n${close}\r\n{}`,
    400,
  ],
  [
    'two lengths',
    `POST /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n${close}\r\n{}`,
    400,
  ],
  ['malformed percent-encoding', get('/v1/articles/%E0%A4%A'), 400],
  ['malformed UTF-8 in the path', get('/v1/entities/%ff'), 400],
  ['an unpaired surrogate in the path', get('/v1/articles/%ED%A0%80'), 400],
  ['a lone percent sign', get('/%'), 400],
  ['a URL over 8 KiB', get(`/v1/articles?limit=${'1'.repeat(8_192)}`), 414],
  ['a URL over 8 KiB once it is encoded', get(`/v1/articles?locale=${'|'.repeat(3_000)}`), 414],
  ['a path over 8 KiB', get(`/v1/articles/${'a'.repeat(8_192)}`), 414],
  ['a URL over 16 KiB', get(`/v1/articles?limit=${'1'.repeat(20_000)}`), 414],
  ['a header block over 16 KiB', get('/livez', `X-A: ${'a'.repeat(17_000)}\r\n`), 431],
  ['a header block over every limit', get('/livez', `X-A: ${'a'.repeat(70_000)}\r\n`), 431],
  ['more than 100 fields', get('/livez', 'X-A: b\r\n'.repeat(99)), 431],
])('%s is refused in the one shape, and echoes nothing', async (_, request, status) => {
  const { send, lines } = await onTheWire()
  const answer = await send(request)
  expect(answer.status).toBe(status)
  expect(answer.head.toLowerCase()).toContain('content-type: application/problem+json')
  expect(answer.head.toLowerCase()).toContain('cache-control: no-store')
  const { code, type, title, requestId, detail, ...rest } = JSON.parse(answer.body)
  expect(rest).toEqual({ status })
  expect(isProblemCode(problems, code) && problems[code]).toMatchObject({ status, title })
  expect(type).toBe(`/problems/${code}`)
  expect([requestId, detail].map((text) => typeof text)).toEqual(['string', 'string'])
  expect(answer.body).not.toMatch(/livez|aaaa|1111|Error:|node_modules/)
  expect(lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([])
})

test.each([
  [
    'a URL of 8 KiB with a header block near 16 KiB',
    get(`/v1/articles?${'&'.repeat(8_179)}`, `X-A: ${'a'.repeat(16_000)}\r\n`),
  ],
  ['100 fields', get('/livez', 'X-A: b\r\n'.repeat(98))],
  ['HTTP/1.0 without a host', 'GET /livez HTTP/1.0\r\n\r\n'],
  ['an expectation that nobody knows', get('/livez', 'Expect: tea\r\n')],
  ['an offer to upgrade', `GET /livez HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n${close}\r\n`],
  [
    'a GET with a body',
    `GET /livez HTTP/1.1\r\nHost: a\r\nContent-Type: ;;\r\nContent-Length: 2\r\n${close}\r\n{}`,
  ],
])('%s is answered', async (_, request) => {
  const { send } = await onTheWire()
  expect((await send(request)).status).toBe(200)
})

test('the absolute form of a URL is answered like the path, with relative links', async () => {
  const { send } = await onTheWire()
  const relative = await send(get('/v1/entities?limit=1'))
  const absolute = await send(get('http://other.example/v1/entities?limit=1'))
  expect(absolute.body).toBe(relative.body)
  expect(JSON.parse(absolute.body).page.next).toMatch(/^\/v1\/entities\?/)
  expect((await send(get('HTTPS://other.example'))).body).toContain('<title>Broadtape</title>')
  expect((await send(get(`http://other.example/v1/articles/${sampleSlug}/`))).status).toBe(404)
})

test('a malformed request does not affect the next one on another connection', async () => {
  const { send } = await onTheWire()
  await Promise.all([send('GARBAGE\r\n\r\n'), send('\x16\x03\x01\r\n\r\n'), send(get('/%'))])
  expect((await send(get('/livez'))).status).toBe(200)
})

test('every address of a host name, and the port for health checks, refuses in the one shape', async () => {
  const { app } = await testApp({ sample: false })
  await app.listen({ port: 0, host: 'localhost' })
  const { health } = app
  health?.listen(0, '127.0.0.1')
  onTestFinished(() => void health?.close())
  if (!health?.listening) await once(health ?? app.server, 'listening')
  for (const { address, port } of [...app.addresses(), health?.address()] as AddressInfo[])
    for (const bytes of ['GARBAGE\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n']) {
      const socket = connect(port, address)
      socket.write(bytes)
      expect(await text(socket)).toMatch(
        /^HTTP\/1\.1 400 .*application\/problem\+json.*"code":"malformed-request"/s,
      )
    }
})
