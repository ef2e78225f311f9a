import { connect } from 'node:net'

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number
  /** Head of the answer without the status line, as it came. */
  readonly head: string
  /** By lower-case name; a repeated field is joined by commas. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

export interface Pending {
  readonly bytes: Buffer
  readonly isHead: boolean
  /** Of an answer that does not end: it is over when nothing has come for so long. */
  readonly quietMs?: number
  onAnswer(answer: Answer): void
}

const inFlightMax = 4

/**
 * Sends what `next` gives over one kept connection, several at a time, until there is nothing more. Node's own client
 * would mend what it gets, and takes four times as long.
 */
export function pump(port: number, next: () => Pending | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting: Pending[] = []
    let rest: Buffer = Buffer.alloc(0)
    let isOver = false
    const streams: Pending[] = []
    const socket = connect(port, '127.0.0.1', () => send())
    /** The next one for this connection. */
    const takeNext = (): Pending | undefined => {
      for (let pending = next(); pending; pending = next()) {
        if (pending.quietMs === undefined) return pending
        streams.push(pending)
      }
      isOver = true
      return undefined
    }
    const send = () => {
      const parts: Buffer[] = []
      while (!isOver && waiting.length < inFlightMax) {
        const pending = takeNext()
        if (!pending) break
        waiting.push(pending)
        parts.push(pending.bytes)
      }
      if (parts.length > 0) socket.write(Buffer.concat(parts))
      else if (waiting.length === 0) socket.end()
    }
    const fail = (why: string) => {
      socket.destroy()
      reject(new Error(`${why}, while waiting for:\n${waiting[0]?.bytes.toString('latin1') ?? 'nothing'}`))
    }
    socket.setNoDelay()
    const take = (): boolean => {
      const parsed = parseAnswer(rest, waiting[0]?.isHead === true)
      if (parsed === 'malformed')
        fail(`an answer begins with ${JSON.stringify(rest.toString('latin1', 0, 60))}`)
      if (typeof parsed === 'string') return false
      rest = rest.subarray(parsed.length)
      if (parsed.answer.status >= 200) waiting.shift()?.onAnswer(parsed.answer)
      return true
    }
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, Buffer.from(chunk)])
      while (take());
      if (!socket.destroyed) send()
    })
    socket.on('error', reject)
    socket.on('close', () => {
      if (waiting.length > 0 || rest.length > 0) fail('the server closed')
      else readStreams(port, streams).then(resolve, reject)
    })
  })
}

const streamsAtOnce = 8

async function readStreams(port: number, streams: Pending[]): Promise<void> {
  const readAll = async () => {
    for (let pending = streams.shift(); pending; pending = streams.shift()) await readStream(port, pending)
  }
  await Promise.all(Array.from({ length: streamsAtOnce }, readAll))
}

const lastChunk = Buffer.from('0\r\n\r\n')

/** Reads an answer that goes on, on a connection of its own; one that ends is read to its end. */
function readStream(port: number, { bytes, quietMs, onAnswer }: Pending): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write(bytes))
    const chunks: Buffer[] = []
    const end = () => {
      socket.destroy()
      const all = Buffer.concat(chunks)
      const whole = parseAnswer(all, false)
      const parsed = whole === 'incomplete' ? parseAnswer(Buffer.concat([all, lastChunk]), false) : whole
      if (typeof parsed === 'string') return reject(new Error(`the answer to ${bytes} is ${parsed}`))
      onAnswer(parsed.answer)
      resolve()
    }
    let timer = setTimeout(end, 10_000)
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      clearTimeout(timer)
      timer = setTimeout(end, quietMs)
    })
    socket.on('error', reject)
  })
}

/** One whole answer: a length that is wrong makes the next one begin in its middle, which is malformed. */
function parseAnswer(
  bytes: Buffer,
  isHead: boolean,
): { answer: Answer; length: number } | 'incomplete' | 'malformed' {
  if (bytes.length < 13) return 'incomplete'
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(bytes.toString('latin1', 0, 13))?.[1]
  if (!status) return 'malformed'
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return 'incomplete'
  const [, ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(': ')
    const name = line.slice(0, colon).toLowerCase()
    const known = headers.get(name)
    headers.set(name, known === undefined ? line.slice(colon + 2) : `${known}, ${line.slice(colon + 2)}`)
  }
  if (headers.get('transfer-encoding') === 'chunked' && !isHead) {
    const chunked = parseChunks(bytes, end + 4)
    if (typeof chunked === 'string') return chunked
    return { answer: { status: Number(status), head: lines.join('\r\n'), headers, ...chunked }, ...chunked }
  }
  const length = end + 4 + (hasBody(Number(status), isHead) ? Number(headers.get('content-length')) : 0)
  if (Number.isNaN(length)) return 'malformed'
  if (bytes.length < length) return 'incomplete'
  const body = bytes.subarray(end + 4, length)
  return { answer: { status: Number(status), head: lines.join('\r\n'), headers, body }, length }
}

/** A body in chunks (RFC 9112 §7.1), as far as the server writes them: without extensions and trailers. */
function parseChunks(
  bytes: Buffer,
  from: number,
): { body: Buffer; length: number } | 'incomplete' | 'malformed' {
  const chunks: Buffer[] = []
  for (let at = from; ; ) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return 'incomplete'
    const size = bytes.toString('latin1', at, end)
    if (!/^[0-9a-f]+$/i.test(size)) return 'malformed'
    const begin = end + 2
    const length = Number.parseInt(size, 16)
    at = begin + length + 2
    if (bytes.length < at) return 'incomplete'
    if (length === 0) return { body: Buffer.concat(chunks), length: at }
    chunks.push(bytes.subarray(begin, begin + length))
  }
}

const hasBody = (status: number, isHead: boolean) =>
  !isHead && status >= 200 && status !== 204 && status !== 304
