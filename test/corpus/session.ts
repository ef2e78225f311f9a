import type { EngineName } from '../stores.ts'
import { openCorpusApp } from './app.ts'
import { type Answer, openClient, type Sent } from './client.ts'

/** A request as the corpus has it; GET without a key where nothing else is said. */
export interface Question {
  readonly method?: string
  readonly path: string
  /** Name of the key that is sent. */
  readonly key?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Text and bytes are sent as they stand, anything else as JSON. */
  readonly body?: unknown
  /** Of what differs from one start to the next, only status and media type are kept. */
  readonly brief?: true
}

/** What was asked, when, and what came. */
export interface Exchange {
  readonly section: string
  readonly at: string
  readonly title: string
  /** Headers and body as they are shown. */
  readonly sent: readonly string[]
  readonly answer: Answer
  readonly isBrief: boolean
}

export interface Reply extends Answer {
  readonly etag: string
  /** Null where the body is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>
  /** `data` of the body, where it is an object. */
  readonly data: Readonly<Record<string, unknown>>
}

export type Session = Awaited<ReturnType<typeof openSession>>

/** So long the use of a key is not noted anew, and so long it is certain that it is not. */
const notedEveryMs = 60_000
const calmMs = 50_000
const shownMax = 2_000

/**
 * The application with a client whose every request is recorded. The clock stands still but for what is said here:
 * each request that may write comes a second later than the one before.
 */
export async function openSession(
  startAt: string,
  environment: Readonly<Record<string, string>>,
  exchanges: Exchange[],
  engine: EngineName,
) {
  const app = await openCorpusApp(startAt, environment, engine)
  const client = openClient(app.port)
  const keys = new Map([['root', app.authorization]])
  const notedAt = new Map<string, number>()
  let section = ''

  const keep = (title: string, sent: readonly string[], answer: Answer, isBrief = false) =>
    exchanges.push({ section, at: new Date(app.now()).toISOString(), title, sent, answer, isBrief })

  /** The use of a key is noted behind an answer, which would come in between what is asked next: so it is used here. */
  async function warm(key: string, authorization: string): Promise<void> {
    const noted = notedAt.get(key) ?? Number.NEGATIVE_INFINITY
    if (app.now() - noted < calmMs) return
    await app.moveTo(noted + notedEveryMs + 1_000)
    await app.step()
    await client.ask({ method: 'GET', path: '/livez', headers: { authorization }, body: null })
    await app.settle()
    notedAt.set(key, app.now())
    await app.step()
  }

  /** The use of a new key is noted before the clock moves on. */
  async function exchange(sent: Sent, key: string | undefined): Promise<Answer> {
    const answer = await client.ask(sent)
    if (key !== undefined) await app.settle()
    return answer
  }

  async function ask(question: Question): Promise<Reply> {
    const { method = 'GET', path, key, headers = {}, body, brief } = question
    const authorization = key === undefined ? undefined : keys.get(key)
    if (key !== undefined && authorization === undefined) throw new Error(`there is no key ${key}`)
    if (key !== undefined && authorization !== undefined) await warm(key, authorization)
    if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) await app.step()
    const typed = { ...mediaTypeOf(method, body, headers), ...headers }
    const bytes = bytesOf(body)
    const sent: Sent = {
      method,
      path,
      headers: { ...typed, ...(authorization && { authorization }) },
      body: bytes,
    }
    const answer = await exchange(sent, key)
    const shown = [
      ...(key === undefined ? [] : [`> key: ${key}`]),
      ...Object.entries(typed).map(([name, value]) => `> ${name}: ${shorten(String(value))}`),
      ...(bytes === null ? [] : [`> ${shorten(bytes.toString())}`]),
    ]
    keep(`${method} ${shorten(path)}`, shown, answer, brief)
    return replyOf(answer)
  }

  return {
    ask,
    now: app.now,
    begin: (name: string) => {
      section = name
    },
    /** Exactly these bytes, but for `{root}`, which becomes a key. */
    async send(name: string, bytes: string): Promise<void> {
      const answer = await client.send(bytes.replace('{root}', app.authorization))
      keep(`raw: ${name}`, [`> ${shorten(JSON.stringify(bytes))}`], answer)
    },
    moveTo: (instant: string, offsetMs = 0) => app.moveTo(Date.parse(instant) + offsetMs),
    addKey: (name: string, secret: string) => keys.set(name, `Bearer ${secret}`),
    async close(): Promise<void> {
      client.close()
      await app.close()
    },
  }
}

function mediaTypeOf(method: string, body: unknown, headers: object): Record<string, string> {
  if (body === undefined || 'content-type' in headers) return {}
  return { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }
}

function bytesOf(body: unknown): Buffer | null {
  if (body === undefined) return null
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** What a long text begins with, and how long it is. */
const shorten = (text: string): string =>
  text.length <= shownMax ? text : `${text.slice(0, 200)} … (${text.length} characters)`

function replyOf(answer: Answer): Reply {
  const json = parse(answer.body.toString())
  const etag = answer.headers.find(([name]) => name === 'etag')?.[1] ?? ''
  return { ...answer, etag, json, data: isObject(json.data) ? json.data : {} }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
