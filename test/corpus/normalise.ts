import { createHash } from 'node:crypto'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Exchange } from './session.ts'

/** Bodies beyond this are recorded by their hash: the API description and what shows it. */
const bodyCharactersMax = 400_000

const hashes = /\b[0-9a-f]{64}\b/g

/** The hashes that come in both: those of contents that hold nothing random. */
export function sharedHashes(one: readonly Exchange[], other: readonly Exchange[]): ReadonlySet<string> {
  const of = (exchanges: readonly Exchange[]) =>
    new Set(exchanges.flatMap((exchange) => textOf(exchange).match(hashes) ?? []))
  const others = of(other)
  return new Set([...of(one)].filter((hash) => others.has(hash)))
}

/**
 * The exchanges as text that is the same for the same behaviour: what is drawn at random gets a name in the order of
 * appearance, so that it stays to be seen where two things are the same; all else is literal.
 */
export function textOfAll(exchanges: readonly Exchange[], stable: ReadonlySet<string>): string {
  const nameIn = namer(exchanges, stable)
  const seen = new Map<string, number>()
  let section = ''
  const blocks = exchanges.map((exchange, index) => {
    const { title, at, sent, answer, isBrief } = exchange
    const heading = exchange.section === section ? [] : [`# ${exchange.section}`, '']
    section = exchange.section
    const headers = isBrief ? answer.headers.filter(([header]) => header === 'content-type') : answer.headers
    const name = (text: string) => nameIn(text, index + 1)
    const body = isBrief ? '' : name(bodyOf(exchange))
    const first = seen.get(body)
    if (first === undefined) seen.set(body, index + 1)
    return [
      ...heading,
      `## ${index + 1} ${name(title)}`,
      `at ${at}`,
      ...sent.map((line) => name(printable(line))),
      String(answer.status),
      ...headers.flatMap((header) => headerLine(header, answer.headers).map(name)).sort(),
      ...(body === '' ? [] : ['', body.length > 200 && first ? `the body of ${first}` : body]),
      '',
    ].join('\n')
  })
  // The port is another one at each start.
  return blocks.join('\n').replaceAll(/(?<=127\.0\.0\.1:)\d{5}\b/g, '(port)')
}

/** A file that is compared holds no byte that makes it no text. */
const printable = (text: string): string =>
  text.replaceAll(/[^\t\n\P{C}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** The length of a compressed body depends on the random ids in it. */
function headerLine([name, value]: readonly [string, string], all: Exchange['answer']['headers']): string[] {
  if (name === 'date') return []
  const isCoded = all.some(([other]) => other === 'content-encoding')
  return [`${name}: ${name === 'content-length' && isCoded ? '(coded)' : value}`]
}

function bodyOf(exchange: Exchange): string {
  const text = textOf(exchange)
  if (text.length > bodyCharactersMax) {
    const sha256 = createHash('sha256').update(text).digest('hex')
    return `${text.length} characters, ${sha256.match(/.{16}/g)?.join('-')}`
  }
  return printable(pretty(text)).replaceAll(/^date: .*\n/gim, '')
}

/** On lines, where that loses nothing of how it was written. */
function pretty(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return JSON.stringify(value) === text ? JSON.stringify(value, null, 1) : text
  } catch {
    return text
  }
}

function textOf({ answer: { headers, body } }: Exchange): string {
  const coding = headers.find(([name]) => name === 'content-encoding')?.[1] ?? 'identity'
  const decode = decoders[coding]
  return body.length === 0 || !decode ? body.toString() : decode(body).toString()
}

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
}

/** What is random, each with the name that its sort gets. The first that matches at a place counts. */
const sorts = [
  ['id', /\b(?:art|mnu|dsc|pub|cor|key|tape)_[0-9a-hjkmnp-tv-z]{16}\b/],
  ['secret', /\bbt_[A-Za-z0-9_-]{49}/],
  ['cursor', /(?<=[?&]cursor(?:=|&#61;))[A-Za-z0-9_-]{40,}/],
  ['preview', /(?<=\/previews\/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/],
  ['etag', /"[A-Za-z0-9_-]{27}-(?:identity|br|gzip|zstd)"/],
  ['sha256', /\b[0-9a-f]{64}\b/],
] as const

/** Names what is random in a text of the exchange with this number. */
function namer(exchanges: readonly Exchange[], stable: ReadonlySet<string>) {
  const requests = requestsIn(exchanges)
  const [first = 'none'] = requests.keys()
  // The ids of requests are all of one length.
  const request = `(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{${first.length}}(?![A-Za-z0-9_-])`
  const pattern = new RegExp([...sorts.map(([, { source }]) => `(${source})`), `(${request})`].join('|'), 'g')
  const next = counter()
  const nameOf = (sort: string | undefined, found: string, index: number): string => {
    if (sort === undefined) return requestName(found, requests.get(found), index)
    if (sort === 'sha256') return stable.has(found) ? found : next(sort, found, index)
    if (sort === 'etag') return `"${next(sort, found, index)}-${/(\w+)"$/.exec(found)?.[1]}"`
    return next(sort === 'id' ? found.slice(0, 3) : sort, found, index)
  }
  return (text: string, index: number): string =>
    text.replaceAll(pattern, (found, ...groups: unknown[]) =>
      nameOf(sorts[groups.findIndex((group) => group !== undefined)]?.[0], found, index),
    )
}

/**
 * Names a text by the exchange where it first came, and counts those of its sort there: what is new in one exchange
 * renames nothing in the others. The same text has the same name.
 */
function counter() {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  return (sort: string, text: string, index: number): string => {
    const known = names.get(text)
    if (known !== undefined) return known
    const place = `${sort}_${index}`
    const count = (counts.get(place) ?? 0) + 1
    counts.set(place, count)
    const name = count === 1 ? place : `${place}.${count}`
    names.set(text, name)
    return name
  }
}

/** In which exchange each id of a request was given; over a raw connection, an answer may come behind another. */
function requestsIn(exchanges: readonly Exchange[]): ReadonlyMap<string, number> {
  const requests = new Map<string, number>()
  for (const [index, { answer }] of exchanges.entries()) {
    const behind = answer.body.toString('latin1').match(/(?<=^x-request-id: )\S+/gm) ?? []
    const own = answer.headers.flatMap(([name, value]) => (name === 'x-request-id' ? [value] : []))
    for (const id of [...own, ...behind]) requests.set(id, index + 1)
  }
  return requests
}

/** A word of that length may be no id of a request. */
const requestName = (found: string, request: number | undefined, index: number): string => {
  if (request === undefined) return found
  return request === index ? '(this request)' : `(request ${request})`
}
