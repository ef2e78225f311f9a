import type { IncomingMessage } from 'node:http'
import type { Response, Test } from 'supertest'
import type { Examples } from '../../src/http/openapi/examples.ts'
import { isObject } from './document.ts'

/** What a call needs beyond the examples of the description. */
export interface Call {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
}

interface DescribedOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly example?: unknown }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: object }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>
}

type Http = Readonly<Record<'get' | 'post' | 'put' | 'patch' | 'delete', (url: string) => Test>>

/** Sends requests as the description shows them, and keeps the first answer of each schema and problem code. */
export function createRecorder(http: Http, { paths }: Described) {
  const answers: Record<string, unknown> = {}
  const problems: Record<string, unknown> = {}
  const operations = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        operation.operationId,
        { path, method: method as keyof Http, operation },
      ]),
    ),
  )
  const uncalled = new Set(operations.keys())
  let count = 0

  const find = (operationId: string) => {
    const found = operations.get(operationId)
    if (!found) throw new Error(`${operationId} is not described`)
    return found
  }

  /** Throws if the status is another one. Returns what later calls need. */
  async function call(operationId: string, status: number, { path = {}, query, body, headers }: Call = {}) {
    const { path: pattern, method, operation } = find(operationId)
    const url = filled(pattern, operation, path)
    count += 1
    const request = http[method](query ? `${url}?${query}` : url).buffer(true)
    if (method === 'post') request.set('idempotency-key', `example-${count}`)
    if (isStream(operation)) readFirstEvent(request)
    const sent = body ?? operation.requestBody?.content['application/json']?.example
    const answer = await request.set({ ...headers }).send(sent)
    if (answer.status !== status)
      throw new Error(`${operationId} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    if (status >= 400) problems[answer.body.code] ??= answer.body
    else keep(operation, status, contentOf(answer))
    return { data: answer.body.data, etag: String(answer.headers.etag), url }
  }

  function keep({ operationId, responses }: DescribedOperation, status: number, body: unknown): void {
    uncalled.delete(operationId)
    for (const media of Object.values(responses[status]?.content ?? {})) {
      const name = nameOf(media)
      if (name) answers[name] ??= body
    }
  }

  return {
    call,
    /** The operations that were never called with success. */
    uncalled: (): string[] => [...uncalled],
    recorded: (): Examples => ({ answers, problems }),
  }
}

/** Whether an operation answers with server-sent events. */
export const isStream = ({
  responses,
}: {
  readonly responses: Readonly<Record<string, object>>
}): boolean => {
  const { content = {} } = (responses[200] ?? {}) as { readonly content?: object }
  return 'text/event-stream' in content
}

/** Ends a request for a stream, which does not end by itself, when its first event has come. */
export const readFirstEvent = (request: Test): Test =>
  request.buffer(true).parse((answer: object, done: (error: null, body: string) => void) => {
    const response = answer as IncomingMessage & { text: string }
    response.text = ''
    response.on('data', (chunk: Buffer) => {
      response.text += chunk
      if (!/^data: .*\n\n/m.test(response.text)) return
      response.removeAllListeners().destroy()
      done(null, response.text)
    })
  })

/** The path with the values of its parameters: these, or else their examples. */
const filled = (
  pattern: string,
  { parameters }: DescribedOperation,
  path: NonNullable<Call['path']>,
): string =>
  pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const described = parameters?.find((one) => one.in === 'path' && one.name === name)
    return encodeURIComponent(path[name] ?? String(described?.example))
  })

const nameOf = (media: object): string | undefined =>
  'schema' in media && isObject(media.schema) && '$ref' in media.schema
    ? String(media.schema.$ref).split('/').at(-1)
    : undefined

/** JSON as a value, anything else as text. */
const contentOf = ({ type, text, body }: Response) => {
  if (type === 'text/plain') return excerptOf(text)
  return /json$/.test(type) ? body : text
}

/** Of the metrics, one that is the same in every run; other texts whole. */
const excerptOf = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.includes('broadtape_tape_head'))
    .join('\n') || text

/** Ids that the sample has in every store. */
const sampleIds = new Set(['art_7h2k9m4n1p8q3r5t', 'mnu_7h3k9m2p5q8r4t6v', 'dsc_7h3k9m2p5q8r4t6v'])
const ids = /\b(art|mnu|dsc|pub|cor|key|tape|whk)_[0-9a-hjkmnp-tv-z]{16}\b/g

/**
 * The text with stand-ins for what is random: other ids, what is made from them, cursors, keys, the
 * tokens of previews, and the ids of requests.
 */
export function withStableIds(text: string): string {
  const standIns = new Map<string, string>()
  const standInFor = (id: string, prefix: string) => {
    const made = standIns.get(id) ?? `${prefix}_5d8s2v6x0z3c7f${String(standIns.size + 1).padStart(2, '0')}`
    standIns.set(id, made)
    return made
  }
  return text
    .replaceAll(ids, (id, prefix: string) => (sampleIds.has(id) ? id : standInFor(id, prefix)))
    .replaceAll(/urn:uuid:[0-9a-f-]{36}/g, (urn) => {
      const made = standIns.get(urn) ?? `urn:uuid:9b3b51c4-66aa-5a61-bff5-fa6d348fd3${10 + standIns.size}`
      standIns.set(urn, made)
      return made
    })
    .replaceAll(/(cursor=)[\w-]+/g, '$1Q2FrZWZsb3JbIjIwMjYtMDQtMDFUMDA6MDA6MDAuMDAwWiJd')
    .replaceAll(/"bt_[\w-]+"/g, '"bt_p3Jx0vYt6QmWkZr8UdN1sLb5HcGf2EaTiOq7yRw9KlM4xVn"')
    .replaceAll(/"(whsec|whpk)_[\w+/]{43}="/g, '"$1_Zm9yIGV4YW1wbGUsIDMyIHJhbmRvbSBieXRlcyBvZiBpdC4="')
    .replaceAll(/(previews\/)[\w-]{43}/g, '$1n7Qw2ErT5yUi8OpA1sDf4GhJ6kLzXcVbNm3qWeRtYui')
    .replaceAll(/("requestId": )"[\w-]{15}"/g, '$1"q8Zr4TmW0000001"')
}
