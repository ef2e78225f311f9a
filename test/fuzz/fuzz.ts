import { judge, operationAt } from './checks.ts'
import { type Answer, type Pending, pump } from './connection.ts'
import { type FuzzDocument, readFuzzDocument } from './document.ts'
import { drawRequest, type FuzzRequest, type FuzzSource } from './requests.ts'
import type { Target } from './target.ts'

/** Another seed draws other requests; the one of a failed run is in its message. */
export const fuzzSeed = Number(process.env.FUZZ_SEED ?? 20_260_401)

export interface FuzzPlan {
  readonly seed: number
  readonly requests: number
  /** The run ends when so many answers were at fault. */
  readonly findingsMax?: number
}

/** What a run has seen. */
export interface FuzzReport {
  readonly seed: number
  /** Each answer that breaks a promise, with its request. */
  readonly findings: readonly string[]
  /** How often each operation answered with each status: `200 /v1/articles`. */
  readonly seen: ReadonlyMap<string, number>
  /** Requests that were refused as one too many at the moment, and were sent again. */
  readonly shed: number
}

const connections = 8
/** Of so many answers, one has its body compared with its schema, which costs as much as making it. */
const wholeEvery = 10

/** Sends drawn requests to a server and judges every answer. */
export async function fuzz(
  target: Target,
  { seed, requests, findingsMax = 10 }: FuzzPlan,
): Promise<FuzzReport> {
  const document = readFuzzDocument(target.document)
  const source = await readSource(target, document)
  const findings: string[] = []
  const seen = new Map<string, number>()
  const again: Pending[] = []
  let shed = 0
  let index = 0

  // A server that refuses nearly everything is not asked for ever; who reads `shed` sees that.
  const isHopeless = () => shed > 10 * requests
  const isOver = () => index >= requests || findings.length >= findingsMax

  const operationOf = ({ target: url }: FuzzRequest) => {
    const [path = ''] = url.replace(/^https?:\/\/[^/?]*/i, '').split(/[?#]/, 1)
    return document.operations.find(({ pattern }) => pattern.test(path))
  }
  const judgeOne = (number: number, request: FuzzRequest, answer: Answer) => {
    const faults = judge(document, request, answer, number % wholeEvery === 0)
    count(seen, `${answer.status}`)
    const operation = operationOf(request)
    if (operation) count(seen, `${answer.status} ${operation.path}`)
    if (faults.length > 0) findings.push(tell(number, request, answer, faults))
  }
  const next = (): Pending | undefined => {
    if (isHopeless()) return undefined
    const repeated = again.pop()
    if (repeated || isOver()) return repeated
    const number = index++
    const request = drawRequest(source, seed, number)
    const isStream =
      request.method === 'GET' &&
      operationAt(document, request.target).operation?.mediaType === 'text/event-stream'
    const pending: Pending = {
      bytes: toBytes(request),
      isHead: request.method === 'HEAD',
      ...(isStream && { quietMs: 100 }),
      onAnswer(answer) {
        if (isShed(answer)) {
          shed += 1
          again.push(pending)
        } else judgeOne(number, request, answer)
      },
    }
    return pending
  }
  while ((!isOver() || again.length > 0) && !isHopeless()) {
    await Promise.all(Array.from({ length: connections }, () => pump(target.port, next)))
  }
  return { seed, findings, seen, shed }
}

const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)

const isShed = ({ status, body }: Answer) => status === 503 && body.includes('"overloaded"')

function toBytes({ method, target, headers, body }: Omit<FuzzRequest, 'canary' | 'outcome'>): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}\r\n${body}`)
}

const tell = (number: number, request: FuzzRequest, answer: Answer, faults: readonly string[]) =>
  [
    `request ${number}: ${faults.join('; ')}`,
    toBytes(request).toString().trim(),
    `→ ${answer.status}`,
    answer.headers.has('content-encoding') ? '' : answer.body.toString().slice(0, 600),
  ].join('\n')

/** Asks each list for its second page and its tag, and each kind for its names: what right requests are made of. */
async function readSource(target: Target, { operations }: FuzzDocument): Promise<FuzzSource> {
  const pages: string[] = []
  const tags: string[] = []
  const names = new Map<string, string[]>()
  const ask = (url: string) =>
    new Promise<Answer>((resolve, reject) => {
      const asked: Pending[] = [
        {
          bytes: toBytes({ method: 'GET', target: url, headers: [['Host', 'a']], body: '' }),
          isHead: false,
          onAnswer: resolve,
        },
      ]
      pump(target.port, () => asked.shift()).catch(reject)
    })
  for (const { path, parameters, needsKey, mediaType } of operations) {
    if (needsKey || path.includes('{') || parameters.some(({ required }) => required)) continue
    if (!parameters.some(({ name }) => name === 'limit')) continue
    const first = await ask(`${path}?limit=1`)
    tags.push(first.headers.get('etag') ?? '*')
    const [, next] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
    if (next) pages.push(next)
    if (mediaType !== 'application/json') continue
    const { data: all = [] }: { data?: { key?: string; scheme?: string; code?: string }[] } = JSON.parse(
      (await ask(path)).body.toString(),
    )
    names.set(
      path,
      all.flatMap((one) => (one.key ? [one.key] : one.scheme ? [`${one.scheme}:${one.code}`] : [])),
    )
  }
  return {
    operations,
    pages,
    tags,
    names: ({ path }, { name, example }) => {
      if (name === 'idOrSlug') return target.slugs
      if (name === 'version') return ['1', '1', '2', '3', '999999999']
      const listed = names.get(path.slice(0, path.indexOf('/{'))) ?? []
      return example === undefined ? listed : [String(example), ...listed]
    },
  }
}
