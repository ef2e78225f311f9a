import type { z } from 'zod'
import type { ZodOpenApiResponsesObject } from 'zod-openapi'
import type { ProblemCode, ProblemTable } from '../../kernel/refusal.ts'
import type { Declared } from '../endpoints/endpoint.ts'
import { isApiPath } from '../protocol/desk-path.ts'
import { problemType } from '../protocol/problem.ts'

/** The problem table, and the schema of problem documents. */
export interface Problems {
  readonly table: ProblemTable
  readonly schema: z.ZodType
}

/** Codes that every endpoint may answer with. */
const common: readonly ProblemCode[] = [
  'invalid-parameter',
  'unknown-parameter',
  'malformed-request',
  'request-timeout',
  'uri-too-long',
  'headers-too-large',
  'internal-error',
  'storage-unavailable',
  'overloaded',
]

/** The error responses of an endpoint. */
export function describeFailures(endpoint: Declared, { table, schema }: Problems): ZodOpenApiResponsesObject {
  const unavailable = endpoint.method === 'GET' ? endpoint.unavailable : undefined
  const byStatus = Map.groupBy(codesOf(endpoint), (code) => table[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `${status}` as `${1 | 2 | 3 | 4 | 5}${string}`,
      {
        description: codes.map((code) => `\`${code}\`: ${table[code].title}`).join('. '),
        headers: {
          'X-Request-Id': requestId,
          ...(status === 429 ? rateLimit : {}),
          ...(status === 401 ? { 'WWW-Authenticate': header('`Bearer`') } : {}),
          ...(status === 503 || status === 429 ? { 'Retry-After': header('Seconds to wait') } : {}),
        },
        content: {
          [problemType]: { schema },
          ...(status === 503 && unavailable ? { 'application/json': { schema: unavailable } } : {}),
        },
      },
    ]),
  )
}

function codesOf(endpoint: Declared): ProblemCode[] {
  const { path, access, query, problems = [] } = endpoint
  const codes: ProblemCode[] = [...common]
  if (isApiPath(path)) codes.push('invalid-key')
  if (typeof access !== 'string') codes.push('missing-key', 'insufficient-scope')
  if (access !== 'public') codes.push('rate-limited')
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

export const header = (description: string) => ({ description, schema: { type: 'string' as const } })
export const requestId = header('Id of this request in the server log')

const rateLimit = {
  RateLimit: header(
    'Requests left in the window, and seconds until it ends: `"default";r=requests;t=seconds`',
  ),
  'RateLimit-Policy': header('The limit and its window: `"default";q=requests;w=seconds`'),
}
