import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { sampleSlug, testApp } from '../../helpers.ts'
import { operations } from '../../laws/document.ts'
import { isDoneWithin } from '../../quickly.ts'
import { deliveryPaths } from '../paths.ts'
import { close, get, onTheWire } from '../raw.ts'

const article = `/v1/articles/${sampleSlug}`
const post = (headers: string, body = '') =>
  `POST /v1/articles HTTP/1.1\r\nHost: a\r\n${headers}${close}\r\n${body}`

describe('framing', () => {
  test.each([
    ['a negative length', post('Content-Length: -1\r\n')],
    ['a signed length', post('Content-Length: +2\r\n', '{}')],
    ['a length in hexadecimal', post('Content-Length: 0x2\r\n', '{}')],
    ['a list of lengths', post('Content-Length: 2, 2\r\n', '{}')],
    ['an empty length', post('Content-Length:\r\n', '{}')],
    ['a length beyond every number', post(`Content-Length: ${'9'.repeat(40)}\r\n`)],
    ['a coding that is not chunked', post('Transfer-Encoding: xchunked\r\n', '2\r\n{}\r\n0\r\n\r\n')],
    ['chunked that is not the last coding', post('Transfer-Encoding: chunked, gzip\r\n', '0\r\n\r\n')],
    [
      'chunked twice',
      post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'),
    ],
    ['a chunked GET with a length', get('/livez', 'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n')],
    ['NUL in a field', get('/livez', 'X-A: a\0b\r\n')],
    ['NUL in the URL', get('/v1/articles/\0')],
    ['a bare carriage return in a field', get('/livez', 'X-A: a\rb\r\n')],
    ['a field without a name', get('/livez', ': a\r\n')],
    ['a field without a colon', get('/livez', 'X-A\r\n')],
    ['a tab in the URL', get('/v1/articles\t')],
    ['a URL without a path', get('v1/articles')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['the hello of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('%s is refused or cut, without an echo or a line in the log', async (_, request) => {
    const { send, lines } = await onTheWire()
    const answer = await send(request)
    expect([400, 0]).toContain(answer.status || 0)
    expect(answer.body).not.toMatch(/evil|xchunked|articles|0x2/)
    expect(lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([])
    expect((await send(get('/livez'))).status).toBe(200)
  })

  test('pipelined requests are answered in order', async () => {
    const { send } = await onTheWire()
    const together = ['/livez', '/none', '/readyz', article].map(
      (path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`,
    )
    const { whole } = await send(`${together.join('')}${get('/v1/topics')}`)
    expect(whole.match(/HTTP\/1\.1 \d+/g)).toEqual(
      [200, 404, 200, 200, 200].map((status) => `HTTP/1.1 ${status}`),
    )
  })

  test('an unexpected body is not parsed as the next request', async () => {
    const { send } = await onTheWire()
    const smuggled = get('/v1/articles')
    const { whole } = await send(
      `POST /livez HTTP/1.1\r\nHost: a\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}${get('/none')}`,
    )
    expect(whole.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 405', 'HTTP/1.1 404'])
  })
})

describe('headers about the client', () => {
  test.each([
    'X-Forwarded-For: 9.9.9.9',
    'X-Forwarded-Host: evil.example',
    'X-Forwarded-Proto: gopher',
    'Forwarded: for=9.9.9.9;host=evil.example;proto=gopher',
    'X-Original-URL: /metrics',
    'X-Rewrite-URL: /metrics',
    'X-HTTP-Method-Override: DELETE',
    'X-Request-Id: evil.example',
    'Origin: https://evil.example',
    'Accept: application/xml',
    'Accept: */*;q=0',
    'Accept: ;;;garbage',
    `Accept-Language: ../../x${',de'.repeat(3_000)}`,
    'Range: bytes=0-1',
    'Upgrade: h2c',
    'Connection: Upgrade, HTTP2-Settings',
    'Cookie: session=evil.example',
    'Accept-Version: 9.9.9',
  ])('%s changes nothing', async (field) => {
    const { send } = await onTheWire()
    const [plain, with_] = [
      await send(get('/v1/entities?limit=1')),
      await send(get('/v1/entities?limit=1', `${field}\r\n`)),
    ]
    expect(with_.status).toBe(200)
    expect(with_.body).toBe(plain.body)
    expect(with_.head).not.toContain('evil.example')
    expect(with_.head).toContain('access-control-allow-origin: *')
  })
})

describe('a body', () => {
  const bomb = Buffer.alloc(20 * 1024 * 1024)
  test.each([
    ['text/plain', '{}', ''],
    ['application/json garbage', '{}', ''],
    ['application/json, text/plain', '{}', ''],
    ['multipart/form-data; boundary=x', '--x--', ''],
    ['application/json', '{"__proto__":{"a":1}}', ''],
    ['application/json', '{"constructor":{"prototype":{}}}', ''],
    ['application/json', '\ufeff{}', ''],
    ['application/json', '{"a":"\\ud800"}', ''],
    ['application/json', '['.repeat(200_000), ''],
    ['application/json', gzipSync(bomb), 'gzip'],
    ['application/json', brotliCompressSync(bomb), 'br'],
    ['\t;;;', '{', ''],
  ])('of %s where none is taken is not looked at (%#)', async (type, body, coding) => {
    const { http, lines } = await testApp({ sample: false })
    for (const send of [http.post('/v1/articles'), http.put('/livez'), http.delete('/v1/topics')]) {
      const request = send.set('Content-Type', type)
      if (coding) request.set('Content-Encoding', coding)
      const answer = await request.send(body)
      expect(answer.status).toBe(405)
      expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS')
      expect(answer.headers['content-type']).toBe('application/problem+json')
    }
    expect(lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([])
  })
})

describe('a query', () => {
  // Names that no path knows are in parameters.test.ts.
  const everywhere = [
    'limit=0',
    'limit=-1',
    'limit=101',
    'limit=abc',
    'limit=',
    'limit',
    'limit=1.5',
    'limit=1e1',
    'limit=0x10',
    'limit=%20 5',
    'limit=+5',
    'limit=05',
    'limit=%EF%BC%95',
    'limit=%D9%A3',
    'limit=9007199254740993',
    'limit=Infinity',
    'limit=NaN',
    'limit=5&limit=6',
    'limit=5&limit=5',
    'limit[0]=5',
    'limit[$gt]=1',
    'limit=%00',
    'limit=%ff',
    'limit=%E0%A4%A',
    'sort=password',
    'sort=-embargoedUntil',
    'sort=title;drop table',
    'sort=(select 1)',
    'sort=t1.hash',
    'sort=',
    'sort[]=a',
    'fields=*',
    'fields=apiKeyHash',
    'fields=editorialNotes',
    'fields=headline,__proto__',
    'fields=',
    'fields=constructor',
    'expand=author.keys',
    'alias[x]=secret',
    'aggregate[min]=secret',
    'populate=*',
    'filter[a][$startsWith]=b',
    'where={}',
    'offset=999999999',
    'page=2',
    'api_key=bt_x',
    'access_token=x',
    'q[]=x',
    '__proto__[a]=1',
    'constructor[prototype][a]=1',
    '%zz=1',
    '=',
    'LIMIT=5',
    'limit%00=5',
    'cursor=',
    'cursor=.',
    'cursor=AAAA',
    `cursor=${'A'.repeat(600)}`,
    'cursor=%00',
    'cursor=../../etc',
    'cursor=bnVsbA',
    'asOf=',
    'asOf=now',
    'asOf=2026-03-17',
    'asOf=2026-03-17T00:00:00',
    'asOf=2026-02-30T00:00:00Z',
    'asOf=9999-12-31T23:59:59Z',
    'asOf=2026-03-17T00:00:60Z',
    'asOf=0000-01-01T00:00:00Z',
    'asOf=10000-01-01T00:00:00Z',
    'asOf=2026-03-17T00:00:00+02:00',
    'asOf=2026-03-17%2000:00:00Z',
    'asOf=0001-01-01T00:00:00%2B01:00',
    'asOf=2026-01-01T00:00:00Z&asOf=2026-01-01T00:00:00Z',
    'minSeq=-1',
    'minSeq=1.5',
    'minSeq=9007199254740993',
    'jurisdiction=UK',
    'jurisdiction=de',
    'jurisdiction=*',
    'locale=*',
    'locale=../x',
    'locale=en_US',
    'body=all',
    'body=',
    'body=blocks,html',
    'total=1',
    'total=TRUE',
    'urgencyMax=0',
    'urgencyMax=10',
    'type=',
    'type=news,',
    'type=secret',
    'entity=',
    'entity=a,,b',
    `entity=${Array(51).fill('a').join(',')}`,
    'entity=%25',
    'entity=_',
    "entity='--",
    'topic=medtop',
    'topic=:',
    'publishedFrom=yesterday',
    'after=-1',
    'after=1e3',
    'platform=tv',
    'appVersion=1.2.3.4.5',
    'appVersion=x1',
    'explain=1',
  ]

  test.each(deliveryPaths)('of %s that is invalid is refused, and the parameter is named', async (path) => {
    const { http } = await testApp()
    for (const query of everywhere) {
      const { status, body, headers } = await http.get(`${path}?${query}`)
      expect({ query, status }).toEqual({ query, status: 400 })
      expect(headers['content-type']).toBe('application/problem+json')
      expect(body.errors.map((one: object) => Object.keys(one).sort().join())).toEqual([
        'code,detail,parameter',
      ])
      expect(body.errors[0].parameter).toMatch(/^[\x20-\x7e]{0,64}$/)
      const [, value = ''] = query.split('=')
      if (value.length > 6 && !/^fields=\w+$/.test(query)) expect(JSON.stringify(body)).not.toContain(value)
    }
  })

  const hostile = [
    'a-',
    'a',
    '1.',
    '0',
    '+',
    ',',
    'a,',
    '-',
    ':',
    'XNAS:A,',
    '%F0%9F%8E%89',
    '%E2%80%8B',
    '9999-',
    'x-x-',
  ]

  test.each(operations.filter(({ operation }) => operation.parameters))(
    'of $path with values as long as a URL may be is answered at once',
    async ({ operation, path }) => {
      const { app } = await testApp({ sample: false })
      const address = path.replaceAll(/\{\w+\}/g, '1')
      for (const { name } of operation.parameters ?? []) {
        for (const part of hostile) {
          const value = part.repeat(Math.floor(7_800 / part.length))
          let status = 0
          const isQuick = await isDoneWithin(250, async () => {
            status = (await app.inject(`${address}?${name}=${value}!`)).statusCode
          })
          expect({ status, name, part, isQuick }).toEqual({ status: 400, name, part, isQuick: true })
        }
      }
    },
  )
})

describe('a path similar to an existing one', () => {
  const twins = (path: string) => [
    `${path}/`,
    `/${path}`,
    `${path}//`,
    path.toUpperCase(),
    `${path};x=1`,
    `${path}/.`,
    `${path}/..`,
    `${path}%2F`,
    `${path}%00`,
    `${path}%20`,
    `${path}%0a.css`,
    `${path}.json`,
    `${path}.css`,
    `${path}\\`,
    `${path}%5C`,
    `${path}%3Flimit=1`,
    `${path}%23`,
    path.replace(/^\/\w+/, '$&/'),
    path.replace(/^\/\w+/, '$&/.'),
    path.replace(/^\/\w+/, '$&/x/..'),
    path.replace(/^\/\w+/, (surface) => surface.toUpperCase()),
    path.replace(/^\/\w+/, '/v2'),
    path.replace(/\/(?=[^/]*$)/, '%2F'),
  ]

  test.each(deliveryPaths)('%s has no aliases', async (path) => {
    const { send } = await onTheWire()
    for (const twin of twins(path)) {
      // After `/versions/`, anything but a number is an invalid parameter, not an unknown path.
      const isNoNumber = /^\/v1\/.*\/versions\/(?!\d+$)[^/]+$/.test(twin)
      const { status } = await send(get(twin))
      expect({ twin, status }).toEqual({ twin, status: isNoNumber ? 400 : 404 })
    }
  })
})
