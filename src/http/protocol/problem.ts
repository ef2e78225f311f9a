import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type ProblemDefinition, type ProblemTable, Refusal, refuse } from '../../kernel/refusal.ts'
import { isDeskPath } from './desk-path.ts'
import { deskCaching } from './headers.ts'

export const problemType = 'application/problem+json'

/** The one shape of every error answer, with what the problems of the table add to it. */
export const problemSchema = (table: ProblemTable) =>
  z
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
      ...Object.assign(
        {},
        ...Object.values(table as unknown as Record<string, ProblemDefinition>).map(({ members }) => members),
      ),
    })
    .meta({
      id: 'Problem',
      description: 'An error as RFC 9457 describes it. Nothing of the input is repeated in it.',
    })

/** Writes refusals as problem documents. */
export interface ProblemWriter {
  statusOf(refusal: Refusal): number
  bytesOf(refusal: Refusal, requestId: string): Buffer
  /** Answers with a problem; an error that is no refusal becomes a bare 500, and its cause goes to the log alone. */
  send(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
}

export function createProblemWriter(table: ProblemTable): ProblemWriter {
  const statusOf = ({ code }: Refusal) => table[code].status
  const bytesOf = ({ code, message, extras }: Refusal, requestId: string) =>
    Buffer.from(
      JSON.stringify({
        type: `/problems/${code}`,
        title: table[code].title,
        status: table[code].status,
        detail: message,
        code,
        requestId,
        ...(extras.errors && extras.errors.length > 0 ? { errors: extras.errors } : {}),
        ...extras.members,
      }),
    )
  return {
    statusOf,
    bytesOf,
    send(error, request, reply) {
      const refusal = toRefusal(error)
      const status = statusOf(refusal)
      logRefusal(refusal, status, error, request)
      return reply
        .headers(refusal.extras.headers ?? {})
        .code(status)
        .header('content-type', problemType)
        .header('cache-control', errorCaching(status, request.url))
        .send(bytesOf(refusal, request.id))
    },
  }
}

function logRefusal(refusal: Refusal, status: number, error: unknown, { log, id: reqId }: FastifyRequest) {
  const cause = refusal === error ? refusal.cause : error
  if (status >= 500 && cause !== undefined) log.error({ err: cause, reqId }, 'request failed')
  if (refusal.code === 'disclaimer-unresolved')
    log.warn({ reqId, detail: refusal.message }, 'a required disclaimer is missing')
}

/** 404, 410 and 451 are cached alike and briefly, so that the time to live says nothing about what is to come. */
function errorCaching(status: number, url: string): string {
  if (isDeskPath(url)) return deskCaching
  return [404, 410, 451].includes(status) ? 'public, max-age=1' : 'no-store'
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const status = (error as Partial<FastifyError> | null)?.statusCode
  const known = status === undefined ? undefined : frameworkRefusals[status]
  return known?.() ?? refuse('internal-error', 'The request could not be answered.')
}

/** What the framework and the HTTP parser refuse by themselves, by status. */
const frameworkRefusals: Record<number, () => Refusal> = {
  400: () => refuse('malformed-request', 'The request cannot be understood.'),
  408: () => refuse('request-timeout', 'The request did not arrive in time.'),
  413: () => refuse('body-too-large', 'The body is larger than 1 MiB.'),
  414: () => refuse('uri-too-long', 'The URL is longer than 8 KiB.'),
  415: () => refuse('unsupported-media-type', 'The media type of the body is not supported here.'),
  431: () => refuse('headers-too-large', 'The header block is larger than 16 KiB.'),
  503: () => refuse('overloaded', 'The server is closing.', { headers: { 'retry-after': '1' } }),
}
