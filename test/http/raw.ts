import { connect } from 'node:net'
import { testApp } from '../helpers.ts'

/** Serves the application on a port, and sends it exactly these bytes. */
export async function onTheWire() {
  const { app, lines } = await testApp()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const send = (request: string) =>
    new Promise<{ status: number; head: string; body: string; whole: string }>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(request, 'latin1')))
      const chunks: Buffer[] = []
      socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
      socket.on('error', reject)
      socket.on('close', () => {
        const whole = Buffer.concat(chunks).toString('latin1')
        const [head = '', body = ''] = whole.split('\r\n\r\n', 2)
        resolve({ status: Number(head.split(' ', 2)[1]), head, body, whole })
      })
    })
  return { send, lines }
}

/** Sends `Connection: close`, so that the answer ends with the connection. */
export const close = 'Connection: close\r\n'
export const get = (target: string, headers = '') =>
  `GET ${target} HTTP/1.1\r\nHost: a\r\n${headers}${close}\r\n`
