import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Refusal } from '../../kernel/errors.ts'
import { InstantText } from '../../values/time.ts'
import { isProblemCode, problemCodes } from './problem-codes.ts'
import { isManagement, managementCaching } from './surface.ts'

/** The one shape of every error answer. */
export const Problem = z
  .looseObject({
    type: z.string().describe('Address of a page about this code: `/problems/{code}`'),
    title: z.string().describe('What the code means, the same for every occurrence'),
    status: z.int().describe('The HTTP status'),
    detail: z.string().describe('What happened this time'),
    code: z.string().describe('Stable name of the problem; programs decide by it'),
    requestId: z.string().describe('Names this request in the log of the server'),
    errors: z
      .array(
        z.object({
          parameter: z
            .string()
            .optional()
            .describe('Name of the parameter at fault, at most 64 ASCII characters'),
          pointer: z
            .string()
            .optional()
            .describe('JSON pointer (RFC 6901) to the field of the body at fault'),
          code: z.string().describe('Stable name of this fault'),
          detail: z.string().describe('What is wrong, in words'),
        }),
      )
      .optional()
      .describe('Where parameters or fields are at fault: all of them'),
    notice: z.string().optional().describe('With `article-retracted`: what readers are to be told'),
    retractionKind: z
      .string()
      .optional()
      .describe(
        'With `article-retracted`: `kill` (fundamentally wrong or unlawful) or `withdrawal` (rights, duplicate, takedown)',
      ),
    referredToBy: z
      .object({
        count: z.int().describe('How many refer to it, counted up to a thousand'),
        some: z.array(z.string()).describe('A few of them, of those that are public'),
      })
      .optional()
      .describe('With `reference-in-use`: what refers to it'),
    requiredBy: z
      .array(
        z.object({
          rule: z.string().describe('Key of the rule'),
          locale: z.string().describe('Language of the content'),
          jurisdiction: z.string().nullable().describe('Place of the reader; null: not known'),
          from: InstantText.describe('From when on it would be missing'),
        }),
      )
      .optional()
      .describe('With `disclaimer-required`: where there would be no text, up to twenty'),
    retractedAt: InstantText.optional().describe('With `article-retracted`: when it was withdrawn'),
  })
  .meta({
    id: 'Problem',
    description: 'An error as RFC 9457 describes it. Nothing of the input is repeated in it.',
  })

export const problemType = 'application/problem+json'

/** Answers with a problem; whatever is not a refusal becomes a bare 500, and its cause goes to the log alone. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toRefusal(error)
  const cause = refusal === error ? refusal.cause : error
  if (refusal.status >= 500 && cause !== undefined)
    request.log.error({ err: cause, reqId: request.id }, 'request failed')
  for (const [name, value] of Object.entries(refusal.extras.headers ?? {})) reply.header(name, value)
  if (refusal.code === 'disclaimer-unresolved') {
    request.log.warn({ reqId: request.id, detail: refusal.message }, 'a required disclaimer is missing')
  }
  return reply
    .code(refusal.status)
    .header('content-type', problemType)
    .header('cache-control', errorCaching(refusal.status, request.url))
    .send(problemBytes(refusal, request.id))
}

/** 404, 410 and 451 are cached alike and briefly, so that the time to live says nothing about what is to come. */
function errorCaching(status: number, url: string): string {
  if (isManagement(url)) return managementCaching
  return [404, 410, 451].includes(status) ? 'public, max-age=1' : 'no-store'
}

export function problemBytes(refusal: Refusal, requestId: string): Buffer {
  const { members, errors } = refusal.extras
  const title = isProblemCode(refusal.code) ? problemCodes[refusal.code].title : refusal.code
  return Buffer.from(
    JSON.stringify({
      type: `/problems/${refusal.code}`,
      title,
      status: refusal.status,
      detail: refusal.message,
      code: refusal.code,
      requestId,
      ...(errors && errors.length > 0 ? { errors } : {}),
      ...members,
    }),
  )
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const status = (error as Partial<FastifyError> | null)?.statusCode
  const known = status === undefined ? undefined : frameworkRefusals[status]
  return known?.() ?? new Refusal(500, 'internal-error', 'The request could not be answered.')
}

const retryLater = { headers: { 'retry-after': '1' } }

/** What the framework and the HTTP parser refuse by themselves, by status. */
const frameworkRefusals: Record<number, () => Refusal> = {
  400: () => new Refusal(400, 'malformed-request', 'The request cannot be understood.'),
  408: () => new Refusal(408, 'request-timeout', 'The request did not arrive in time.'),
  413: () => new Refusal(413, 'body-too-large', 'The body is larger than 1 MiB.'),
  414: () => new Refusal(414, 'uri-too-long', 'The URL is longer than 8 KiB.'),
  415: () => new Refusal(415, 'unsupported-media-type', 'The media type of the body is not supported here.'),
  431: () => new Refusal(431, 'headers-too-large', 'The header block is larger than 16 KiB.'),
  503: () => new Refusal(503, 'overloaded', 'The server is closing.', retryLater),
}
