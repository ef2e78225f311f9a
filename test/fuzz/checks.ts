import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Answer } from './connection.ts'
import type { FuzzDocument, FuzzOperation } from './document.ts'
import type { FuzzRequest } from './requests.ts'

/** What the operation of a target is, and whether the path had to be decoded to see it. */
export function operationAt({ operations }: FuzzDocument, target: string): Place {
  const [path = ''] = target.replace(/^https?:\/\/[^/?]*/i, '').split(/[?#]/, 1)
  const exact = operations.find(({ pattern }) => pattern.test(path))
  const decoded = exact ?? operations.find(({ pattern }) => pattern.test(decodePath(path) ?? ''))
  return { path, operation: decoded, isExact: exact !== undefined }
}

/** Null where its percent-encoding is malformed. */
function decodePath(path: string): string | null {
  try {
    return decodeURI(path)
  } catch {
    return null
  }
}

/** Every way in which the answer breaks what was promised; empty where it keeps it. `whole`: the body is read too. */
export function judge(
  document: FuzzDocument,
  request: FuzzRequest,
  answer: Answer,
  whole: boolean,
): string[] {
  const place = operationAt(document, request.target)
  const { operation } = place
  // A page for readers, which a changed path may hit, is judged by tests of its own.
  if (pages.test(decodePath(place.path) ?? ''))
    return [...judgeStatus(request, answer, place), ...judgeHead(answer, false)]
  return [
    // Without its body, what came at a moment of too much cannot be told from what the state gives.
    ...(request.method === 'HEAD' && answer.status === 503 ? [] : judgeStatus(request, answer, place)),
    ...judgeHead(answer, isDesk(place.path)),
    ...(answer.status >= 400 ? judgeProblem(document, request, answer, operation) : []),
    ...(answer.status === 200 && operation && request.method === 'GET' && whole
      ? judgeAnswer(request, answer, operation)
      : []),
    ...(JSON.stringify(withoutLinks(request, answer)).includes(request.canary)
      ? ['says again what was sent']
      : []),
  ]
}

const isWithKey = (request: FuzzRequest, path: string) =>
  /^\/+(?:v1|feeds)\b/i.test(decodePath(path) ?? path) && hasKey(request)
const isDesk = (path: string) => /^\/+admin\b/i.test(decodePath(path) ?? path)

const pages = /^\/(?:(?:articles|topics|instruments|search|corrections)(?:\/.*)?)?$/

/** Paths that the document does not describe, and that a changed path may hit. */
const otherPaths =
  /^(?:\/|\/(?:developers|corrections|search|(?:articles|topics|instruments)\/[^/]*)|\/metrics|\/favicon\.(?:svg|ico)|\/openapi(?:\/\w+)?\.json|\/docs.*|\/problems(?:\/[^/]+)?)$/

interface Place {
  readonly operation: FuzzOperation | undefined
  /** The path is an operation's as it stands, without decoding. */
  readonly isExact: boolean
  readonly path: string
}

function judgeStatus(request: FuzzRequest, answer: Answer, place: Place): string[] {
  const { status } = answer
  const { method, target, outcome } = request
  const { operation, isExact, path } = place
  const mayBeUnknown = isExact && outcome !== 'open' ? [] : [400, 404]
  const expected = (...statuses: number[]) =>
    statuses.includes(status) ? [] : [`is ${status}, where ${statuses.join(' or ')} is expected`]

  if (withoutPlace(target).length > 8_192) return expected(414)
  if (decodePath(path) === null) return expected(400, 404)
  if (isDesk(path)) return judgeDesk(request, status, place)
  if (isWithKey(request, path)) return expected(401)
  if (otherPaths.test(path)) return status < 500 ? [] : [`is ${status}`]
  if (!operation) return expected(400, 404)
  if (method === 'OPTIONS') return expected(204, ...mayBeUnknown)
  if (method === 'GET' || method === 'HEAD') return judgeRead(request, status, operation, isExact)
  if (status === 405 && answer.headers.get('allow') !== 'GET, HEAD, OPTIONS')
    return ['is 405 without its Allow']
  return expected(405, ...mayBeUnknown)
}

const withoutPlace = (target: string) => target.replace(/[?&](?:cursor|after)=[^&]{0,512}/, '')
const hasKey = ({ headers }: FuzzRequest) => headers.some(([name]) => name === 'Authorization')

/** No drawn request has a key that is valid. */
function judgeDesk(request: FuzzRequest, status: number, place: Place): string[] {
  const { method, target } = request
  const isRead = method === 'GET' || method === 'HEAD'
  const hasWrongKey = hasKey(request)
  if (!hasWrongKey && isRead && !target.includes('#') && place.isExact && place.operation?.needsKey)
    return status === 401 ? [] : [`is ${status} without a key`]
  const expected = hasWrongKey ? [401, 429] : [204, 400, 401, 404, 405]
  return expected.includes(status) ? [] : [`is ${status} without a key that is valid`]
}

function judgeRead(
  { target, headers, outcome }: FuzzRequest,
  status: number,
  { codes, path }: FuzzOperation,
  isExact: boolean,
): string[] {
  if (!codes.has(status)) return [`is ${status}, which ${path} does not declare`]
  if (status === 304 && !headers.some(([name]) => name === 'If-None-Match'))
    return ['is 304 without being asked']
  if (isExact && outcome === 'refused' && status !== 400) return [`is ${status}, where 400 is expected`]
  return isExact && outcome === 'taken' && status === 400 && !isBeyondHead(target)
    ? ['refuses parameters that are right']
    : []
}

/** A number after which the tape may have nothing yet. */
const isBeyondHead = (target: string): boolean =>
  /^[1-9]/.test(new URL(target, 'http://a').searchParams.get('after') ?? '')

function judgeHead({ status, head, headers }: Answer, isDesk: boolean): string[] {
  const open = isDesk ? [] : ['access-control-allow-origin']
  const required = ['x-content-type-options', 'x-request-id', 'date', ...open]
  const caching = [200, 304, 308].includes(status) || status >= 400 ? ['cache-control'] : []
  return [
    ...[...required, ...caching].filter((name) => !headers.has(name)).map((name) => `has no ${name}`),
    ...(isDesk && headers.has('access-control-allow-origin') ? ['is open to every origin'] : []),
    ...(/x-injected|evil\.example/i.test(head) ? ['has a header of the client’s making'] : []),
    ...(status === 503 && !headers.has('retry-after') ? ['is 503 without Retry-After'] : []),
    ...(status === 401 && !headers.has('www-authenticate') ? ['is 401 without WWW-Authenticate'] : []),
    ...([304, 204].includes(status) && headers.has('content-type')
      ? [`is ${status} with a Content-Type`]
      : []),
  ]
}

/** Of the declared 503, those that the state of the store gives. */
const stateCodes = new Set(['not-yet', 'disclaimer-unresolved'])

function judgeProblem(
  { isProblem }: FuzzDocument,
  { method }: FuzzRequest,
  { status, headers, body }: Answer,
  operation: FuzzOperation | undefined,
): string[] {
  if (headers.get('content-type') !== 'application/problem+json')
    return ['is an error of another content type']
  if (method === 'HEAD') return []
  const problem = parse(body)
  if (!isProblem(problem)) return [`is no problem document: ${isProblem.errors?.[0]?.message}`]
  const { code, status: stated } = problem as { code: string; status: number }
  const declared = operation?.codes.get(status)
  return [
    ...(stated === status ? [] : [`says ${stated} and is ${status}`]),
    ...(status >= 500 && !stateCodes.has(code) ? [`fails with ${code}`] : []),
    ...(declared && !declared.has(code)
      ? [`has the code ${code}, which ${operation?.path} does not declare`]
      : []),
    ...(/\\n +at |node_modules|SQLITE|select .* from|\.ts\b|Error:/.test(body.toString())
      ? ['shows its inside']
      : []),
  ]
}

const decoders: Record<string, (bytes: Buffer) => Buffer> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
  identity: (bytes) => bytes,
}

function judgeAnswer(
  { target }: FuzzRequest,
  answer: Answer,
  { path, mediaType, isValidAnswer, isValidSelection }: FuzzOperation,
): string[] {
  if (!answer.headers.get('content-type')?.startsWith(mediaType)) return ['is of another content type']
  if (mediaType !== 'application/json') return []
  const bytes = decode(answer)
  const value = bytes && parse(bytes)
  if (!value) return ['cannot be read']
  const isValid = /[?&]fields=/.test(target) ? isValidSelection : isValidAnswer
  const limit = Number(/[?&]limit=(\d{1,3})(?:&|$)/.exec(target)?.[1] ?? 100)
  const { data } = value as { data?: unknown }
  return [
    ...(isValid(value)
      ? []
      : [`is not as ${path} describes it: ${JSON.stringify(isValid.errors?.slice(0, 2))}`]),
    ...('page' in value && Array.isArray(data) && data.length > limit
      ? ['has more items than were asked for']
      : []),
  ]
}

function decode({ headers, body }: Answer): Buffer | undefined {
  try {
    return decoders[headers.get('content-encoding') ?? 'identity']?.(body)
  } catch {
    return undefined
  }
}

function parse(bytes: Buffer): object | undefined {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** The answer without what must repeat the question: the address of the next page, or of the moved article, the title of a feed, and the names of unknown parameters. */
function withoutLinks({ canary }: FuzzRequest, answer: Answer): unknown {
  const head = answer.head.replace(/^(?:link|location): .*$/gim, '')
  const bytes = decode(answer)
  const text = bytes?.toString() ?? ''
  if (!text.includes(canary) && !head.includes(canary)) return ''
  // A feed names its own address, and what it is limited to.
  const value: unknown =
    parse(Buffer.from(text)) ?? text.replace(/<title>[^<]*/, '').replaceAll(/<(?:atom:)?link [^>]*>/g, '')
  if (typeof value === 'object' && value !== null) {
    if ('page' in value && typeof value.page === 'object') delete (value.page as { next?: string }).next
    if ('feed_url' in value) return [head, { ...value, feed_url: '', next_url: '', title: '' }]
    if ('standard' in value) return [head, { ...value, title: '', altIds: [] }]
    if ('errors' in value) return [head, { ...value, errors: withoutNames(value.errors) }]
  }
  return [head, value]
}

/** Names of parameters and of unknown fields are said again. */
const withoutNames = (errors: unknown) =>
  Array.isArray(errors)
    ? errors.map(({ parameter: _, detail, ...rest }: { parameter?: string; detail: string }) => {
        return { ...rest, detail: detail.replace(/^value \d+ \(\w+\)/, '') }
      })
    : errors
