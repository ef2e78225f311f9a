import type { z } from 'zod'
import type { ZodOpenApiResponsesObject } from 'zod-openapi'
import { Problem, problemType } from '../server/problem.ts'
import { type ProblemCodeName, problemCodes } from '../server/problem-codes.ts'

/** Codes that any operation may answer with. */
export const common: readonly ProblemCodeName[] = [
  'invalid-parameter',
  'unknown-parameter',
  'malformed-request',
  'invalid-key',
  'request-timeout',
  'uri-too-long',
  'headers-too-large',
  'internal-error',
  'storage-unavailable',
  'overloaded',
]

/** The answers that tell of these problems. `unavailable` is what a 503 answers where that is no problem document. */
export function failuresFor(
  codes: readonly ProblemCodeName[],
  unavailable?: z.ZodType,
): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(codes, (code) => problemCodes[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `${status}` as `${1 | 2 | 3 | 4 | 5}${string}`,
      {
        description: codes.map((code) => `\`${code}\`: ${problemCodes[code].title}`).join('. '),
        headers: {
          'X-Request-Id': header('Names this request in the log of the server'),
          ...(status === 429 ? rateLimit : {}),
          ...(status === 401 ? { 'WWW-Authenticate': header('`Bearer`') } : {}),
          ...(status === 503 || status === 429 ? { 'Retry-After': header('Seconds to wait') } : {}),
        },
        content: {
          [problemType]: { schema: Problem },
          ...(status === 503 && unavailable ? { 'application/json': { schema: unavailable } } : {}),
        },
      },
    ]),
  )
}

export const header = (description: string) => ({ description, schema: { type: 'string' as const } })

const rateLimit = {
  RateLimit: header('What is left of the window, as `"default";r=requests;t=seconds`'),
  'RateLimit-Policy': header('What is allowed, as `"default";q=requests;w=seconds`'),
}
