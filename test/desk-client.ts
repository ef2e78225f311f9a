import { randomUUID } from 'node:crypto'
import { Agent, request as httpRequest } from 'node:http'

/** A request to the desk API, which can be sent once more. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Reply {
  readonly status: number
  readonly requestId: string
  readonly etag: string
  /** True where it is what an earlier request was answered. */
  readonly isReplay: boolean
  readonly data: Readonly<Record<string, unknown>>
}

export type Send = (request: Request) => Promise<Reply>

/** A client of the desk API over kept connections. A promise that is rejected had no whole answer. */
export function connectDesk(port: number): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true })
  const send: Send = ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const bytes = body === undefined ? undefined : JSON.stringify(body)
      const request = httpRequest({ host: '127.0.0.1', port, path, method, agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', reject)
        response.on('close', () => {
          if (!response.complete) return reject(new Error('the answer was cut'))
          const { statusCode = 0, headers } = response
          const text = Buffer.concat(chunks).toString()
          resolve({
            status: statusCode,
            requestId: String(headers['x-request-id']),
            etag: String(headers.etag),
            isReplay: headers['idempotency-replayed'] === 'true',
            data: text === '' ? {} : (JSON.parse(text).data ?? JSON.parse(text)),
          })
        })
      })
      request.on('error', reject)
      request.end(bytes)
    })
  return { send, close: () => agent.destroy() }
}

/** Requests with a key; every POST may be repeated. */
export function requestsWith(authorization: string) {
  const json = { authorization, 'content-type': 'application/json' }
  return {
    get: (path: string): Request => ({ method: 'GET', path, headers: { authorization } }),
    post: (path: string, body?: unknown): Request => ({
      method: 'POST',
      path,
      headers: { ...(body === undefined ? { authorization } : json), 'idempotency-key': randomUUID() },
      ...(body === undefined ? {} : { body }),
    }),
    patch: (path: string, etag: string, body: unknown): Request => ({
      method: 'PATCH',
      path,
      headers: { ...json, 'content-type': 'application/merge-patch+json', 'if-match': etag },
      body,
    }),
    put: (path: string, body: unknown): Request => ({
      method: 'PUT',
      path,
      headers: json,
      body,
    }),
    remove: (path: string): Request => ({ method: 'DELETE', path, headers: { authorization } }),
  }
}
