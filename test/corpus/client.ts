import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'

/** An answer as it came; a header that came twice is there twice. */
export interface Answer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer | null
}

/** Asks one thing after the other over one kept connection. */
export function openClient(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = ({ method, path, headers, body }: Sent) =>
    new Promise<Answer>((resolve, reject) => {
      const length = body === null ? {} : { 'content-length': String(body.length) }
      const asked = { host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } }
      const request = httpRequest(asked, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: pairs(response.rawHeaders),
            body: Buffer.concat(chunks),
          }),
        )
      })
      request.on('error', reject)
      request.end(body ?? undefined)
    })

  /** Exactly these bytes over a connection of their own, and what came until its end. */
  const send = (bytes: string) =>
    new Promise<Answer>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')))
      const chunks: Buffer[] = []
      socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
      socket.on('error', reject)
      socket.on('close', () => resolve(read(Buffer.concat(chunks))))
    })

  return { ask, send, close: () => agent.destroy() }
}

const pairs = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? '']] : []))

function read(bytes: Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n')
  const [first = '', ...lines] = bytes.toString('latin1', 0, Math.max(end, 0)).split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(first.split(' ', 2)[1] ?? 0), headers, body: bytes.subarray(end < 0 ? 0 : end + 4) }
}
