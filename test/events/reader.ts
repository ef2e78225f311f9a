import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { vi } from 'vitest'

/** A block of a stream: `data` is null if it has none, `comment` if it has none. */
export interface Block {
  readonly id: string | null
  readonly retry: string | null
  readonly data: { readonly seq: number; readonly type: string; readonly subject: string } | null
  readonly comment: string | null
}

export interface StreamReader {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly blocks: readonly Block[]
  /** Whether the server has ended the answer, in order or not. */
  readonly state: () => 'open' | 'ended' | 'cut'
  readonly seqs: () => number[]
  /** Waits until so many entries have come. */
  readonly entries: (count: number) => Promise<number[]>
  readonly response: IncomingMessage
  close(): void
}

interface Asked {
  readonly path?: string
  readonly method?: string
  readonly headers?: Record<string, string>
}

/** Follows a stream by the rules of the HTML Standard, §9.2.6, as far as the server uses them. */
export function follow(
  port: number,
  { path = '/v1/events/stream', method = 'GET', headers = {} }: Asked = {},
) {
  return new Promise<StreamReader>((resolve, reject) => {
    const request = httpRequest({ port, path, method, headers, agent: false }, (response) => {
      const blocks: Block[] = []
      let state: 'open' | 'ended' | 'cut' = 'open'
      let rest = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        const parts = (rest + text).split('\n\n')
        rest = parts.pop() ?? ''
        blocks.push(...parts.map(blockOf))
      })
      response.on('end', () => {
        state = 'ended'
      })
      response.on('close', () => {
        if (state === 'open') state = 'cut'
      })
      response.on('error', () => {})
      const seqs = () => blocks.flatMap(({ data }) => (data ? [data.seq] : []))
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        blocks,
        state: () => state,
        seqs,
        entries: (count) =>
          vi.waitFor(
            () => {
              const found = seqs()
              if (found.length < count) throw new Error(`${found.length} of ${count} entries have come`)
              return found
            },
            { interval: 5, timeout: 10_000 },
          ),
        response,
        close: () => request.destroy(),
      })
    })
    request.on('error', reject).end()
  })
}

function blockOf(text: string): Block {
  const field = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null
  const data = field('data')
  const comment = text.split('\n').find((line) => line.startsWith(':')) ?? null
  return { id: field('id'), retry: field('retry'), data: data === null ? null : JSON.parse(data), comment }
}
