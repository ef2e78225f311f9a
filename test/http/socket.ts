import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** An answer as received, not decoded. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

export interface Question {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  readonly body?: string
}

/** Serves the application on a port; sends a request without additional headers, or exactly these bytes. */
export async function listening(app: FastifyInstance) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0

  const ask = (path: string, { method = 'GET', headers = {}, body }: Question = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
        response.on('error', reject)
        response.on('end', () => {
          const { statusCode = 0, headers } = response
          resolve({ status: statusCode, headers, bytes: Buffer.concat(chunks) })
        })
      })
      request.on('error', reject)
      request.end(body)
    })

  const send = (bytes: string) =>
    new Promise<{ status: number; head: string; body: string; whole: string }>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')))
      const chunks: Buffer[] = []
      socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
      socket.on('error', reject)
      socket.on('close', () => {
        const whole = Buffer.concat(chunks).toString('latin1')
        const [head = '', body = ''] = whole.split('\r\n\r\n', 2)
        resolve({ status: Number(head.split(' ', 2)[1]), head, body, whole })
      })
    })

  /** The value of a metric without labels. */
  const metric = async (name: string): Promise<number> => {
    const { bytes } = await ask('/metrics')
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(bytes.toString()) ?? []
    return Number(value)
  }
  return { ask, send, metric }
}
