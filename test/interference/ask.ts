import { type Answer, type Pending, pump } from '../fuzz/connection.ts'
import { engine } from '../stores.ts'

/** A request but for its server. */
export interface Question {
  readonly method: 'GET' | 'HEAD'
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks all of it over one connection, and gives the answers in the same order. */
export async function askAll(port: number, questions: readonly Question[]): Promise<Answer[]> {
  const answers: Answer[] = []
  // A server that refuses nearly everything is not asked for ever.
  const shedMax = 100 + 10 * questions.length
  let shed = 0
  let index = 0
  const again: Pending[] = []
  const next = (): Pending | undefined => {
    const repeated = again.pop()
    const question = questions[index]
    if (repeated || !question) return repeated
    const place = index++
    const pending: Pending = {
      bytes: toBytes(question),
      isHead: question.method === 'HEAD',
      ...(isStream(question) && { quietMs }),
      onAnswer(answer) {
        if (!isShed(answer)) answers[place] = answer
        else if (shed++ < shedMax) again.push(pending)
      },
    }
    return pending
  }
  while (index < questions.length || again.length > 0) await pump(port, next)
  if (shed > shedMax) throw new Error('the server refuses nearly everything')
  return answers
}

/** A stream has sent all that it has when nothing has come for so long; its entries come in pages, from the store. */
const quietMs = { sqlite: 100, postgres: 500 }[engine]

const isStream = ({ method, target }: Question) => method === 'GET' && /^\/v1\/events\/stream\b/.test(target)

const toBytes = ({ method, target, headers = {} }: Question): Buffer => {
  const lines = Object.entries({ Host: 'a', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`)
}

/** Refused as one too many at the moment; without its body, by its header. */
const isShed = ({ status, headers, body }: Answer) =>
  status === 503 && headers.get('retry-after') === '1' && !body.includes('"not-yet"') && body.length !== 0

/** All that came but the date and the request's id. */
export function essence({ status, head, headers, body }: Answer): string {
  const lines = head.split('\r\n').filter((line) => !/^(?:date|x-request-id):/i.test(line))
  const id = headers.get('x-request-id') ?? ''
  return [status, ...lines, '', body.toString('latin1').replace(id, 'ID')].join('\n')
}

/** The other ways to ask for the same: without the body, and with conditions that hold, do not hold, or are ignored. */
export function otherForms({ target, headers }: Question, answer: Answer): Question[] {
  const etag = answer.headers.get('etag') ?? '"none"'
  const get = (more: Record<string, string>): Question => ({
    method: 'GET',
    target,
    headers: { ...headers, ...more },
  })
  return [
    { method: 'HEAD', target, ...(headers && { headers }) },
    get({ 'If-None-Match': etag }),
    get({ 'If-None-Match': `"other", W/${etag}` }),
    get({ 'If-None-Match': '*' }),
    get({ Range: 'bytes=0-9' }),
    get({ 'If-Modified-Since': 'Thu, 01 Jan 2099 00:00:00 GMT', 'Cache-Control': 'no-cache' }),
    get({ 'Accept-Encoding': 'gzip' }),
  ]
}
