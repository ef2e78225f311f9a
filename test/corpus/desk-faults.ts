import { article } from './contents.ts'
import { openDesk } from './desk.ts'
import type { Names } from './moments.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

const none = { article: 'art_0000000000000000', menu: 'mnu_0000000000000000', text: 'dsc_0000000000000000' }
const plain = (folder: string, id: string): [method: string, path: string][] => [
  ['GET', folder],
  ['POST', folder],
  ['GET', `${folder}/${id}`],
  ['PATCH', `${folder}/${id}`],
  ['POST', `${folder}/${id}/discard`],
  ['POST', `${folder}/${id}/publications`],
  ['GET', `${folder}/${id}/revisions`],
  ['GET', `${folder}/${id}/revisions/1`],
]
const reference = (path: string): [method: string, path: string][] =>
  ['GET', 'PUT', 'DELETE'].map((method) => [method, path])

/** Every endpoint of the desk, for documents that do not exist. */
const endpoints: readonly [method: string, path: string][] = [
  ...plain('articles', none.article),
  ...words`submit approve request-changes hold release corrections retractions previews`.map(
    (act): [string, string] => ['POST', `articles/${none.article}/${act}`],
  ),
  ...plain('product-menus', none.menu),
  ...plain('disclaimers', none.text),
  ...['entities/none', 'instruments/none', 'topics/none:1', 'disclaimer-rules/none'].flatMap(reference),
  ['GET', 'disclaimer-rules'],
  ['DELETE', 'publications/pub_0000000000000000'],
  ['POST', 'keys'],
  ['GET', 'keys'],
  ['GET', 'keys/none'],
  ['DELETE', 'keys/none'],
  ['GET', 'audit'],
  ['GET', 'previews/none'],
]

/** What each endpoint answers to those who may not, and to what it does not take. */
export async function tryEndpoints(session: Session): Promise<void> {
  session.begin('every endpoint of the desk')
  const { ask } = session
  for (const [method, name] of endpoints) {
    const path = `/admin/v1/${name}`
    const isWrite = method !== 'GET'
    await ask({ method, path })
    await ask({ method, path, key: 'auditor' })
    await ask({ method, path, key: 'root' })
    await ask({ method, path: `${path}?nothing=1&again=2&again=3`, key: 'root' })
    if (!isWrite) continue
    const headers = { 'idempotency-key': 'same', 'if-match': '"x"' }
    await ask({ method, path, key: 'root', headers, body: '{}' })
    await ask({ method, path, key: 'root', headers, body: '[1' })
    await ask({
      method,
      path,
      key: 'root',
      headers: { ...headers, 'content-type': 'text/plain' },
      body: '{}',
    })
  }
  for (const path of new Set(endpoints.map(([, name]) => `/admin/v1/${name}`))) {
    await ask({
      method: 'OPTIONS',
      path,
      headers: { origin: 'https://desk.example.com', 'access-control-request-method': 'POST' },
    })
    await ask({ method: path.endsWith('none') ? 'POST' : 'PUT', path, key: 'root' })
    await ask({ path: `${path}/`, key: 'root' })
  }
  await tryScopes(session)
}

/** Keys of one sort before the endpoints of another. */
async function tryScopes({ ask }: Session): Promise<void> {
  for (const key of words`author publisher menuWriter menuPublisher lawWriter librarian auditor admin`)
    for (const [method, name] of endpoints.filter((_, index) => index % 3 === 0))
      await ask({ method, path: `/admin/v1/${name}`, key })
}

const bodies = [
  ...[
    '',
    '{}',
    'null',
    '[]',
    '"text"',
    '1',
    '{"a":1,}',
    '{"a":1,"a":2}',
    '{"__proto__":{}}',
    '{"constructor":{"prototype":{}}}',
  ],
  ...[
    '\ufeff{}',
    '{"a":"\\ud800"}',
    '{"a":"\\u0000"}',
    '{"a":"\u202e"}',
    '[9007199254740993]',
    '[1e400]',
    `${'['.repeat(21)}${']'.repeat(21)}`,
  ],
  ...['{} {}', "{'a':1}", '{"locale":5,"type":[],"headline":null,"body":{},"more":true}'],
  ...[Buffer.from([0x22, 0xff, 0x22]), Buffer.from('{}', 'utf16le'), `{"headline":"${'a'.repeat(100_000)}"}`],
]

const mediaTypes = [
  '',
  'text/plain',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'APPLICATION/JSON',
  'application/merge-patch+json',
  'application/json; q=1',
  'multipart/form-data',
  ';;',
]

/** Bodies, media types and preconditions, before one write of each sort. */
export async function tryWrites(session: Session, { draft = '' }: Names): Promise<void> {
  const { ask } = session
  const path = '/admin/v1/articles'
  const one = `${path}/${draft}`
  session.begin('bodies')
  for (const body of bodies) {
    await ask({ method: 'POST', path, key: 'author', body })
    await ask({ method: 'PATCH', path: one, key: 'author', headers: { 'if-match': '*' }, body })
  }
  for (const type of mediaTypes) {
    await ask({
      method: 'POST',
      path: `${one}/submit`,
      key: 'author',
      headers: { 'content-type': type, 'if-match': '"x"' },
      body: '{}',
    })
    await ask({
      method: 'PATCH',
      path: one,
      key: 'author',
      headers: { 'content-type': type, 'if-match': '"x"' },
      body: '{}',
    })
  }
  for (const coding of ['gzip', 'identity', '', 'br, gzip'])
    await ask({
      method: 'POST',
      path: `${one}/submit`,
      key: 'author',
      headers: { 'content-encoding': coding, 'if-match': '"x"' },
      body: '{}',
    })
  session.begin('preconditions')
  const { etag } = await ask({ path: one, key: 'author' })
  for (const match of [
    null,
    '*',
    etag,
    '"stale"',
    `W/${etag}`,
    `"a", ${etag}`,
    `"a" , W/"b"`,
    'unquoted',
    '',
    ',',
    `${etag.slice(0, -1)}-br"`,
  ]) {
    const headers = match === null ? {} : { 'if-match': match }
    await ask({ method: 'PATCH', path: one, key: 'author', headers, body: {} })
    await ask({ method: 'POST', path: `${one}/approve`, key: 'editor', headers })
    await ask({ method: 'DELETE', path: '/admin/v1/entities/acme', key: 'librarian', headers })
  }
  session.begin('repeats')
  await tryRepeats(session)
}

async function tryRepeats(session: Session): Promise<void> {
  const { post, pathOf } = openDesk(session)
  const with_ = (key: string | string[]) => ({ 'idempotency-key': key })
  const path = '/admin/v1/articles'
  const first = await post('author', path, article('repeated-story'), with_('r-1'))
  await post('author', path, article('repeated-story'), with_('r-1'))
  await post('author', path, article('repeated-story'), with_('"r-1"'))
  await post('author', path, article('other-story'), with_('r-1'))
  await post('editor', path, article('repeated-story'), with_('r-1'))
  const one = pathOf('articles', String(first.data.id))
  for (const key of ['', ' ', 'ä', 'a'.repeat(255), 'a'.repeat(256), '"', '"a\\"b"', ['a', 'b']])
    await post('editor', `${one}/publications`, { revision: 1 }, with_(key))
  for (const name of ['publications', 'corrections', 'retractions'])
    await session.ask({ method: 'POST', path: `${one}/${name}`, key: 'editor', body: {} })
  const order = { name: 'repeated', scopes: ['articles:write'] }
  for (let time = 0; time < 2; time += 1) await post('root', '/admin/v1/keys', order, with_('k-1'))
  for (const fields of [
    { scopes: [] },
    { scopes: ['all'] },
    { scopes: ['keys:admin', 'articles:write'] },
    { name: '' },
    { expiresAt: '2020-01-01T00:00:00Z' },
  ])
    for (const key of ['root', 'admin']) await post(key, '/admin/v1/keys', { ...order, ...fields })
}
