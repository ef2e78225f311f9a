import { randomUUID } from 'node:crypto'
import type { Scope } from '../../../src/http/endpoints/access.ts'
import { testApp } from '../../helpers.ts'
import { withKey } from '../../keys.ts'

/** The application, and editors' acts on menus and disclaimers over HTTP. */
export async function documentDesk(
  segment: 'product-menus' | 'disclaimers',
  options: Parameters<typeof testApp>[0] = {},
) {
  const app = await testApp({ sample: false, ...options })
  const all = await withKey(app.db)
  const base = `/admin/v1/${segment}`
  const post = (path: string, body: object, headers: object = {}, key = all) =>
    app.http
      .post(path)
      .set({ ...key, 'idempotency-key': randomUUID(), ...headers })
      .send(body)
  const get = (path: string, key = all) => app.http.get(path).set(key)
  const etag = async (id: string) => (await get(`${base}/${id}`).expect(200)).headers.etag ?? ''
  return {
    ...app,
    base,
    all,
    get,
    etag,
    keyWith: (...scopes: Scope[]) => withKey(app.db, scopes),
    create: (body: object, key = all) => post(base, body, {}, key),
    read: async (id: string) => (await get(`${base}/${id}`).expect(200)).body.data,
    patch: async (id: string, body: object, ifMatch?: string, key = all) =>
      app.http
        .patch(`${base}/${id}`)
        .set({ ...key, 'if-match': ifMatch ?? (await etag(id)) })
        .send(body),
    publish: (id: string, body: object = { revision: 1 }, headers: object = {}, key = all) =>
      post(`${base}/${id}/publications`, body, headers, key),
    discard: (id: string, key = all) => post(`${base}/${id}/discard`, {}, {}, key),
    cancel: (publication: string, key = all) =>
      app.http.delete(`/admin/v1/publications/${publication}`).set(key),
  }
}
