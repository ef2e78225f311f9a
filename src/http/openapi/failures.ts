import { STATUS_CODES } from 'node:http'
import type { z } from 'zod'
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import type { ProblemCode, ProblemTable } from '../../kernel/refusal.ts'
import type { Declared } from '../endpoints/endpoint.ts'
import { isApiPath } from '../protocol/desk-path.ts'
import { problemType } from '../protocol/problem.ts'
import { pascalCase, type Shared } from './shared.ts'

/** The problem table, and the schema of problem documents. */
export interface Problems {
  readonly table: ProblemTable
  readonly schema: z.ZodType
}

/** Codes that every endpoint may answer with, whatever it is asked for: one `default` response has them all. */
const anywhere: readonly ProblemCode[] = [
  'request-timeout',
  'uri-too-long',
  'headers-too-large',
  'internal-error',
]
/** Further codes that every endpoint may answer with. */
const common: readonly ProblemCode[] = [
  'invalid-parameter',
  'unknown-parameter',
  'malformed-request',
  'storage-unavailable',
  'overloaded',
]

/** The error responses of an endpoint; equal ones of several endpoints are one component. */
export function describeFailures(
  endpoint: Declared,
  problems: Problems,
  shared: Shared,
): ZodOpenApiResponsesObject {
  const unavailable = endpoint.method === 'GET' ? endpoint.unavailable : undefined
  const byStatus = Map.groupBy(codesOf(endpoint), (code) => problems.table[code].status)
  const described = [...byStatus].map(([status, codes]) => {
    const failure = describeFailure(status, codes, problems, shared)
    const response =
      status === 503 && unavailable
        ? { ...failure, content: { ...failure.content, 'application/json': { schema: unavailable } } }
        : shared.response(nameOf(status, codes), failure)
    return [`${status}` as '400', response] as const
  })
  const other = shared.response('AnyOther', describeFailure(null, anywhere, problems, shared))
  return { ...Object.fromEntries(described), default: other }
}

function describeFailure(
  status: number | null,
  codes: readonly ProblemCode[],
  { table, schema }: Problems,
  { header }: Shared,
): ZodOpenApiResponseObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${table[code].title}`).join('. '),
    headers: {
      ...(status === 429 && {
        RateLimit: header('RateLimit', rateLimit),
        'RateLimit-Policy': header('RateLimitPolicy', rateLimitPolicy),
      }),
      ...(status === 401 && { 'WWW-Authenticate': header('WwwAuthenticate', '`Bearer`') }),
      ...((status === 503 || status === 429) && { 'Retry-After': header('RetryAfter', 'Seconds to wait') }),
    },
    content: { [problemType]: { schema, examples: examplesOf(codes) } },
  }
}

/** References to the example of each problem code. */
const examplesOf = (codes: readonly ProblemCode[]) =>
  Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]))

/** `BadRequestOrInvalidCursor`: the status, if it has codes that every endpoint answers with, and the other codes. */
function nameOf(status: number, codes: readonly ProblemCode[]): string {
  const others = codes.filter((code) => !common.includes(code))
  const parts = others.length < codes.length ? [STATUS_CODES[status] ?? '', ...others] : others
  return parts.map(pascalCase).join('Or')
}

function codesOf(endpoint: Declared): ProblemCode[] {
  const { path, access, query, problems = [] } = endpoint
  const codes: ProblemCode[] = [...common]
  if (isApiPath(path)) codes.push('invalid-key', 'rate-limited')
  if (typeof access !== 'string') codes.push('missing-key', 'insufficient-scope')
  if (query && 'cursor' in query.shape) codes.push('invalid-cursor')
  if (endpoint.method !== 'GET') {
    const { method, ifMatch } = endpoint
    codes.push('invalid-body', 'storage-full', 'body-too-large', 'unsupported-media-type')
    if (ifMatch) codes.push('stale-revision')
    if (ifMatch === 'required') codes.push('if-match-required')
    if (method === 'POST')
      codes.push('invalid-idempotency-key', 'idempotency-mismatch', 'idempotency-in-progress')
  }
  return [...new Set([...codes, ...problems])]
}

const rateLimit = 'Requests left in the window, and seconds until it ends: `"default";r=requests;t=seconds`'
const rateLimitPolicy = 'The limit and its window: `"default";q=requests;w=seconds`'
