import { randomUUID } from 'node:crypto'
import { testApp } from '../../helpers.ts'
import { withKey } from '../../keys.ts'
import { aBlock } from '../../makers.ts'

type Method = 'get' | 'post' | 'patch' | 'delete'

export const draft = {
  locale: 'en',
  type: 'news',
  headline: 'Markets Open Higher',
  body: [aBlock('Shares rose.')],
}

const needsKey = /\/(?:publications|corrections|retractions)$/

/** The application with two keys, and editors' acts over HTTP. */
export async function newsdesk(options: Parameters<typeof testApp>[0] = {}) {
  const app = await testApp({ sample: false, ...options })
  const writer = await withKey(app.db, ['articles:write'], 'writer')
  const editor = await withKey(app.db, ['articles:write', 'articles:publish'], 'editor')

  const send = (method: Method, path: string, body?: object, headers: object = {}, key = editor) => {
    const request = app.http[method](`/admin/v1${path}`).set(key)
    if (method === 'post' && needsKey.test(path)) request.set('idempotency-key', randomUUID())
    for (const [name, value] of Object.entries(headers)) request.set(name, value)
    return body === undefined ? request : request.send(body)
  }
  const create = async (fields: object = {}) => {
    const { body } = await send('post', '/articles', { ...draft, ...fields }, {}, writer).expect(201)
    return body.data.id as string
  }
  const read = async (id: string) => (await send('get', `/articles/${id}`).expect(200)).body.data
  const etag = async (id: string) => (await send('get', `/articles/${id}`).expect(200)).headers.etag ?? ''
  const patch = async (id: string, body: object, key = writer) =>
    send('patch', `/articles/${id}`, body, { 'if-match': await etag(id) }, key)
  const act = (id: string, name: string, body?: object, key = editor) =>
    send('post', `/articles/${id}/${name}`, body, {}, key)
  const approve = async (id: string) => {
    await act(id, 'submit', {}, writer).expect(200)
    await act(id, 'approve').expect(200)
  }
  const publishNewest = async (id: string, times: object = {}) => {
    const { revision } = await read(id)
    return act(id, 'publications', { revision, ...times }).expect(201)
  }
  /** A published article; returns its id. */
  const published = async (fields: object = {}, times: object = {}) => {
    const id = await create(fields)
    await approve(id)
    await publishNewest(id, times)
    return id
  }
  const correct = (id: string, order: object = {}) =>
    act(id, 'corrections', {
      kind: 'correction',
      severity: 'material',
      was: 'higher',
      is: 'lower',
      note: 'The direction was wrong.',
      patch: { headline: 'Markets Open Lower' },
      ...order,
    })
  return {
    ...app,
    writer,
    editor,
    send,
    create,
    read,
    etag,
    patch,
    act,
    approve,
    publishNewest,
    published,
    correct,
  }
}
export type Newsdesk = Awaited<ReturnType<typeof newsdesk>>
