import type { FuzzOperation, Parameter } from './document.ts'
import { type Random, seededRandom } from './random.ts'
import { drawValue, type Value } from './values.ts'

/** A request, and what its parameters alone allow to expect of the answer. */
export interface FuzzRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** Stands in the values of this request, and may stand in no answer to it. */
  readonly canary: string
  /** Whether its parameters are all right, surely wrong, or of open outcome; also open where the path was changed. */
  readonly outcome: Value['outcome']
}

/** What requests are drawn from. */
export interface FuzzSource {
  readonly operations: readonly FuzzOperation[]
  /** Values for the parameters of a path that lead to something. */
  readonly names: (operation: FuzzOperation, parameter: Parameter) => readonly string[]
  /** Addresses of second pages, and entity tags, that the server gave. */
  readonly pages: readonly string[]
  readonly tags: readonly string[]
}

/** The request with this number: the same for the same seed, so that one alone can be drawn again. */
export function drawRequest(source: FuzzSource, seed: number, index: number): FuzzRequest {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) + Math.imul(index, 0x85ebca6b))
  const canary = `cnry${index.toString(36)}q`
  const operation = random.pick(source.operations)
  const { target, outcome } =
    source.pages.length > 0 && random.chance(0.04)
      ? drawPage(random, source.pages)
      : drawTarget(random, source, operation, canary)
  const method = random.chance(0.8) ? 'GET' : random.pick(methods)
  const body = method !== 'GET' && method !== 'HEAD' && random.chance(0.5) ? random.pick(bodies) : ''
  const headers = drawHeaders(random, source, canary)
  const framing = body === '' ? [] : ([['Content-Length', String(Buffer.byteLength(body))]] as const)
  return { method, target, headers: [...headers, ...framing], body, canary, outcome }
}

const methods = [
  'HEAD',
  'HEAD',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'QUERY',
]
const bodies = ['{}', '{"__proto__":{"a":1}}', '[[[[', '\ufeff{}', '{"a":"\\ud800"}', 'a'.repeat(5_000)]

/** A second page, or one whose cursor was cut, altered, or belongs to another list. */
function drawPage(random: Random, pages: readonly string[]): Pick<FuzzRequest, 'target' | 'outcome'> {
  const page = random.pick(pages)
  const cursor = /[?&]cursor=([^&]+)/.exec(page)?.[1]
  if (!cursor || random.chance(0.4)) return { target: page, outcome: 'taken' }
  const other = /[?&]cursor=([^&]+)/.exec(random.pick(pages))?.[1] ?? cursor
  const at = random.below(cursor.length)
  const altered = random.pick([
    cursor.slice(0, at),
    `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`,
    `${cursor}A`,
    `${cursor}=`,
    cursor.toUpperCase(),
    other,
  ])
  const outcome = altered === other ? 'open' : altered === cursor ? 'taken' : 'refused'
  return { target: page.replace(cursor, altered), outcome }
}

function drawTarget(random: Random, source: FuzzSource, operation: FuzzOperation, canary: string) {
  const drawn: Value[] = []
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = drawName(random, source, operation, name, canary)
    drawn.push(value)
    return value.text
  })
  const parameters = operation.parameters.filter((one) => one.in === 'query')
  const chosen = parameters.filter(({ required }) =>
    random.chance(required ? 0.9 : parameters.length > 5 ? 0.15 : 0.35),
  )
  if (parameters.some((one) => one.required && !chosen.includes(one)))
    drawn.push({ text: '', outcome: 'refused' })
  const query = chosen.map((parameter) => {
    const value = drawValue(random, parameter, canary)
    drawn.push(value)
    return `${drawSpelling(random, parameter.name)}=${value.text}`
  })
  if (random.chance(0.1)) {
    const extra = random.pick([...strangers, ...(query[0] ? [query[0]] : [])])
    drawn.push({ text: extra, outcome: 'refused' })
    query.splice(random.below(query.length + 1), 0, extra.replace('@', canary))
  }
  const joined = query.length > 0 ? `?${query.join('&')}` : random.pick(['', '', '', '?', '?&'])
  if (random.chance(0.08)) return { target: changePath(random, path) + joined, outcome: 'open' as const }
  const long = random.chance(0.005)
  const target = long ? `${path}?x=${'a'.repeat(random.pick([8_000, 8_192, 12_000]))}` : path + joined
  return { target, outcome: long ? ('refused' as const) : joinOutcomes(drawn) }
}

/** A parameter's name may be written with percent-encoding, which changes nothing. */
const drawSpelling = (random: Random, name: string) =>
  random.chance(0.02) ? name.replace(/^./, (first) => `%${first.charCodeAt(0).toString(16)}`) : name

const joinOutcomes = (values: readonly Value[]): Value['outcome'] => {
  if (values.some(({ outcome }) => outcome === 'refused')) return 'refused'
  return values.every(({ outcome }) => outcome === 'taken') ? 'taken' : 'open'
}

/** Parameters that no operation has. */
const strangers = [
  'offset=999999999',
  '__proto__=1',
  'constructor=1',
  'constructor[prototype][a]=1',
  'limit[]=5',
  'limit[$gt]=1',
  'alias[x]=secret',
  'aggregate[min]=secret',
  'expand=a.b.c',
  'where[a][$startsWith]=b',
  'api_key=@',
  '=',
  '=@',
  '%00=1',
  '%zz=1',
  'LIMIT=5',
  'limit%20=5',
  'q2=@',
  'utm_source=@',
  '%F0%9F%8E%89=1',
  'a'.repeat(300),
]

function drawName(
  random: Random,
  source: FuzzSource,
  operation: FuzzOperation,
  name: string,
  canary: string,
): Value {
  const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name)
  if (!parameter) throw new Error(`${operation.path} does not describe ${name}`)
  const names = source.names(operation, parameter)
  if (random.chance(0.75) && names.length > 0) return { text: random.pick(names), outcome: 'taken' }
  const value = drawValue(random, parameter, canary)
  // A name may also be of something that does not exist; and an empty one is another path.
  return value.text === '' ? { text: 'none', outcome: 'open' } : { ...value, outcome: 'open' }
}

function changePath(random: Random, path: string): string {
  const at = 1 + random.below(path.length - 1)
  return random.pick([
    `${path}/`,
    `/${path}`,
    path.toUpperCase(),
    `${path};x=1`,
    path.replace(/(?<=.)\/(?=[^/]*$)/, '%2F'),
    `${path}/.`,
    `${path}/..`,
    `${path}.css`,
    `${path}%00`,
    `${path}%0a.css`,
    `${path}\\`,
    `${path}/extra/more`,
    `${path}%`,
    path.replace('/v1', '/v2'),
    path.replace('/v1', '/v1/.'),
    path.replace('/v1', ''),
    `/admin${path}`,
    `${path}%3F`,
    path.slice(0, at) + path.slice(at + 1) || '/x',
    `${path.slice(0, at)}%ff${path.slice(at)}`,
    path.replace(/[a-z](?=[^/]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    '/v1',
    '/__proto__',
    '*',
    `http://evil.example${path}`,
    `${path}#x`,
  ])
}

const junk = [
  ['Accept', 'application/xml'],
  ['Accept', '*/*;q=0'],
  ['Accept', ';;;'],
  ['Accept-Language', '../../@'],
  ['Accept-Charset', 'utf-7'],
  ['Range', 'bytes=0-1'],
  ['X-Forwarded-For', '@'],
  ['X-Forwarded-Host', '@.example'],
  ['X-Forwarded-Proto', 'gopher'],
  ['Forwarded', 'for=@;host=@'],
  ['X-Original-URL', '/admin/@'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-Request-Id', '@'],
  ['Cookie', 'a=@; b'],
  ['Cache-Control', 'no-cache'],
  ['If-Modified-Since', 'Thu, 01 Jan 2099 00:00:00 GMT'],
  ['If-Match', 'W/"@"'],
  ['Expect', 'tea-@'],
  ['Upgrade', 'h2c'],
  ['Origin', 'https://@.example'],
  ['Origin', 'null'],
  ['Content-Type', 'text/@;;'],
  ['TE', 'trailers'],
  ['__proto__', '@'],
  ['constructor', '@'],
  ['Accept-Version', '9.9.9'],
  ['Referer', 'javascript:@'],
  ['X-A', '@'.repeat(300)],
] as const

const encodings = [
  'br',
  'gzip',
  'zstd',
  'identity',
  '*',
  'gzip, deflate, br, zstd',
  'identity;q=0',
  '*;q=0',
  'br;q=0, gzip;q=1',
  'br;q=abc',
  ',,,',
  'x-gzip',
  'GZIP',
  'gzip;q=0.001',
  'a'.repeat(3_000),
]

function drawHeaders(random: Random, { tags }: FuzzSource, canary: string) {
  const headers: [string, string][] = [
    ['Host', random.pick(['a', 'localhost', '[::1]:80', `${canary}.example`])],
  ]
  while (random.chance(0.25)) {
    const [name, value] = random.pick(junk)
    headers.push([name, value.replaceAll('@', canary)])
  }
  if (random.chance(0.4)) headers.push(['Accept-Encoding', random.pick(encodings)])
  if (random.chance(0.1))
    headers.push(['If-None-Match', random.pick(['*', '"', 'W/"x"', 'abc', `"${canary}"`, ...tags])])
  if (random.chance(0.02))
    headers.push(['Authorization', random.pick(['', 'Bearer', `Bearer ${canary}`, 'Basic YTpi'])])
  return headers
}
