import type { Reply, Session } from './session.ts'
import { words } from './words.ts'

const close = 'Connection: close\r\n'
const raw = (target: string, headers = '', method = 'GET') =>
  `${method} ${target} HTTP/1.1\r\nHost: a\r\n${headers}${close}\r\n`

const targets = words`
/v1/articles?limit=2 /v1/articles/acme-doubles-its-profit /v1/product-menus/main-menu
/v1/disclaimers/no-advice /v1/entities/acme /v1/events?limit=2
/v1/articles/acme-doubles-its-profit/versions/1 /v1/articles/no-such-story / /openapi.json
/livez
`
const codings = [
  'br',
  'gzip',
  'zstd',
  'identity',
  '*',
  'gzip, br',
  'br;q=0.1, gzip;q=0.9',
  'identity;q=0',
  '*;q=0',
  'deflate',
  'GZIP',
  'gzip;q=abc',
  ',,',
]

/** Headers, methods and addresses as clients and attackers send them. */
export async function tryWire(session: Session): Promise<void> {
  session.begin('validators and codings')
  for (const path of targets) await tryForms(session, path)
  session.begin('methods')
  for (const path of [...targets, '/problems/not-found', '/docs', '/metrics', '/readyz', '/none'])
    for (const method of ['OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']) await session.ask({ method, path })
  session.begin('parameters and addresses')
  for (const path of [...queries, ...paths]) await session.ask({ path })
  await tryCursors(session)
  session.begin('keys that are none')
  await tryKeys(session)
  session.begin('bytes')
  for (const [name, bytes] of Object.entries(messages)) await session.send(name, bytes)
}

async function tryForms({ ask }: Session, path: string): Promise<void> {
  const { etag } = await ask({ path })
  await ask({ method: 'HEAD', path })
  const tags =
    etag === ''
      ? ['*']
      : [etag, `W/${etag}`, `"other", ${etag}`, '*', '"other"', etag.replace('identity', 'br')]
  for (const tag of tags) {
    await ask({ path, headers: { 'if-none-match': tag } })
    await ask({ method: 'HEAD', path, headers: { 'if-none-match': tag } })
  }
  await ask({ path, headers: { 'if-none-match': tags[0] ?? '', 'cache-control': 'no-cache' } })
  for (const coding of codings) await ask({ path, headers: { 'accept-encoding': coding } })
  await ask({ path, key: 'author' })
  await ask({ path, headers: { range: 'bytes=0-9' } })
  await ask({ path, headers: { 'if-modified-since': 'Thu, 01 Jan 2099 00:00:00 GMT' } })
  for (const origin of ['https://desk.example.com', 'https://other.example', 'null']) {
    await ask({ path, headers: { origin } })
    const headers = {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'if-none-match',
    }
    await ask({ method: 'OPTIONS', path, headers })
  }
}

const queries = [
  ...words`nothing=1 limit=1&limit=2 limit limit= = =1 %zz=1 limit=%zz limit=%ff __proto__=1 constructor=1`,
  ...[
    'limit[]=5',
    'limit%20=5',
    'LIMIT=5',
    '%6cimit=5',
    `${'a'.repeat(300)}=1`,
    '%F0%9F%8E%89=1',
    '&',
    '&&limit=1&',
    '?',
    'limit=1?',
    'entity=a+b',
  ],
  ...['a=1&b=2&limit=x&sort=y', 'fields=id&limit=1#x', 'limit=1;limit=2', 'asOf=', 'cursor='],
].map((query) => `/v1/articles?${query}`)

const paths = [
  ...words`
/v1 /v1/ /v2/articles /v1/articles/ //v1/articles /v1//articles /V1/Articles /v1/articles;x=1
/v1/articles.json /v1/./articles
`,
  ...words`
/v1/articles%2Facme /v1/articles/%2e%2e /v1/articles/.. /v1/articles/%00 /v1/articles/%0a
/v1/articles/a%3Fb /v1/articles/%E0%A4%A /v1/entities/%ff /%
`,
  ...words`
/v1/articles/plain-1/ /v1/articles/plain-1/nothing /v1/articles/PLAIN-1 /v1/articles/plain_1
/v1/articles/%70lain-1 /v1/articles/art_ /v1/articles/art_0000000000000000
/v1/articles/ART_0000000000000000
`,
  ...words`
/admin /admin/ /admin/v1 /admin/v1/ /admin/v1/none /ADMIN/v1/articles /%61dmin/v1/articles
//admin/v1/articles /adminx /problems /problems/ /problems/none /__proto__ /favicon.ico /.env
/docs/ /docs/none
`,
  `/v1/articles/${'a'.repeat(500)}`,
  `/v1/articles?entity=${'a'.repeat(8_100)}`,
  `/v1/articles?entity=${'a'.repeat(8_200)}`,
]

/** Cursors of other lists, altered ones, and none at all. */
async function tryCursors({ ask }: Session): Promise<void> {
  const cursorOf = ({ headers }: Reply) =>
    /cursor=([^&>]+)/.exec(headers.find(([name]) => name === 'link')?.[1] ?? '')?.[1] ?? ''
  const one = cursorOf(await ask({ path: '/v1/articles?limit=2&fields=slug' }))
  const other = cursorOf(await ask({ path: '/v1/entities?limit=2' }))
  const altered = [
    one,
    `${one}A`,
    `${one}=`,
    one.slice(1),
    one.slice(0, -4),
    other,
    'abc',
    'a'.repeat(600),
    '%20',
    one.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
  ]
  for (const cursor of altered) {
    await ask({ path: `/v1/articles?limit=2&fields=slug&cursor=${cursor}` })
    await ask({ path: `/v1/entities?cursor=${cursor}` })
  }
  for (const query of words`
fields=slug&limit=3 limit=3&fields=slug fields=slug fields=id fields=slug&sort=publishedAt
fields=slug&asOf=2026-03-21T00:00:00Z
`)
    await ask({ path: `/v1/articles?${query}&cursor=${one}` })
}

async function tryKeys(session: Session): Promise<void> {
  const wrong = [
    'Bearer',
    'Bearer ',
    'Bearer x',
    `Bearer bt_${'a'.repeat(49)}`,
    'Basic YTpi',
    'bearer none',
    'Bearer a b',
    '',
  ]
  for (const path of ['/v1/articles?limit=1&fields=slug', '/admin/v1/articles', '/none', '/livez'])
    for (const authorization of wrong) await session.ask({ path, headers: { authorization } })
  await session.moveTo(new Date(session.now() + 120_000).toISOString())
  // More wrong keys in one minute than are listened to.
  for (let time = 0; time < 23; time += 1)
    await session.ask({ path: '/admin/v1/audit', headers: { authorization: 'Bearer wrong' } })
  await session.ask({ path: '/v1/topics?limit=1', headers: { authorization: 'Bearer wrong' } })
  await session.moveTo(new Date(session.now() + 120_000).toISOString())
  for (const key of ['ending', 'lost', 'author'])
    await session.ask({ path: '/admin/v1/articles?limit=1', key })
}

const keyed = 'Authorization: {root}\r\nContent-Type: application/json\r\n'

const messages: Readonly<Record<string, string>> = {
  'no request': 'GARBAGE\r\n\r\n',
  'an unknown method': raw('/livez', '', 'FOO'),
  'a lower-case method': raw('/livez', '', 'get'),
  'no version': 'GET /livez\r\n\r\n',
  'HTTP/2.0': `GET /livez HTTP/2.0\r\nHost: a\r\n${close}\r\n`,
  'HTTP/1.0 without a host': 'GET /livez HTTP/1.0\r\n\r\n',
  'no host': `GET /livez HTTP/1.1\r\n${close}\r\n`,
  'two hosts': raw('/livez', 'Host: b\r\n'),
  'a space in the address': raw('/v1/ articles'),
  'raw bytes in the address': raw('/v1/articles/\xe9'),
  'an absolute address': raw('http://other.example/v1/entities?limit=1'),
  'an address without a path': raw('v1/articles'),
  'an asterisk': raw('*', '', 'OPTIONS'),
  'a fragment': raw('/v1/articles#x'),
  'a tunnel': raw('evil.example:443', '', 'CONNECT'),
  'other methods': raw('/v1/articles', '', 'PROPFIND'),
  trace: raw('/v1/articles', '', 'TRACE'),
  query: raw('/v1/articles', '', 'QUERY'),
  'a folded field': raw('/livez', 'X-A: b\r\n c\r\n'),
  'a control character in a field': raw('/livez', 'X-A: \x01\r\n'),
  'two lengths': raw('/livez', 'Content-Length: 2\r\nContent-Length: 3\r\n', 'POST'),
  'two framings': raw('/livez', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', 'POST'),
  'a coding that is not chunked': raw('/v1/articles', 'Transfer-Encoding: gzip\r\n', 'POST'),
  'an address over 16 KiB': raw(`/v1/articles?limit=${'1'.repeat(20_000)}`),
  'a header block over 16 KiB': raw('/livez', `X-A: ${'a'.repeat(17_000)}\r\n`),
  'a header block over every limit': raw('/livez', `X-A: ${'a'.repeat(70_000)}\r\n`),
  'more than 100 fields': raw('/livez', 'X-A: b\r\n'.repeat(99)),
  '100 fields': raw('/livez', 'X-A: b\r\n'.repeat(98)),
  'an unknown expectation': raw('/livez', 'Expect: tea\r\n'),
  'an upgrade': raw('/livez', 'Upgrade: websocket\r\n'),
  'two authorizations': raw('/v1/topics?limit=1', 'Authorization: Bearer a\r\nAuthorization: Bearer b\r\n'),
  'a body over 1 MiB': raw('/admin/v1/articles', `${keyed}Content-Length: 1048577\r\n`, 'POST'),
  'a body over 1 MiB, and no key': raw('/admin/v1/articles', 'Content-Length: 1048577\r\n', 'POST'),
  'a body in chunks': `${raw('/admin/v1/articles', `${keyed}Transfer-Encoding: chunked\r\n`, 'POST')}2\r\n{}\r\n0\r\n\r\n`,
  'a body for a read': `GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n${close}\r\n{}`,
}
