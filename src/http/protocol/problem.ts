import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type ProblemDefinition, type ProblemTable, Refusal, refuse } from '../../kernel/refusal.ts'
import { isDeskPath } from './desk-path.ts'
import { deskCaching } from './headers.ts'

export const problemType = 'application/problem+json'

const ProblemError = z
  .object({
    parameter: z.string().optional().describe('Name of the parameter, cut to 64 ASCII characters'),
    pointer: z.string().optional().describe('JSON pointer (RFC 6901) to the field of the body'),
    code: z.string().describe('Stable code of this fault'),
    detail: z.string().describe('What is wrong'),
  })
  .meta({ id: 'ProblemError', description: 'A parameter or field at fault' })

/** Schema of every error answer (RFC 9457), with the extension members of the problem table. */
export const problemSchema = (table: ProblemTable) =>
  z
    .looseObject({
      type: z.string().describe('Relative URL of the page about this code: `/problems/{code}`'),
      title: z.string().describe('Meaning of the code, the same for every occurrence'),
      status: z.int().describe('HTTP status'),
      detail: z.string().describe('What is wrong with this request'),
      code: z.string().describe('Stable problem code, for programs to act on'),
      requestId: z.string().describe('Id of this request in the server log'),
      errors: z.array(ProblemError).optional().describe('The parameters or fields at fault, if any'),
      ...Object.assign(
        {},
        ...Object.values(table as unknown as Record<string, ProblemDefinition>).map(({ members }) => members),
      ),
    })
    .meta({
      id: 'Problem',
      description:
        'An error in the format of RFC 9457. It never repeats values of the input, but for the name of a field that is unknown.',
    })

/** An error answer; the header names are in lower case. */
export interface ProblemAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
}

/** Shows a refusal as a page, at the addresses of pages for readers; null at all others. */
export type RefusalPages = (
  url: string,
  refusal: Refusal,
  definition: ProblemDefinition,
) => Omit<ProblemAnswer, 'status'> | null

export interface ProblemWriter {
  answerOf(refusal: Refusal, url: string, requestId: string): ProblemAnswer
  /** Sends a problem document, or a page. Any error but a refusal becomes a bare 500; its cause goes to the log only. */
  send(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
}

export function createProblemWriter(table: ProblemTable, pageOf: RefusalPages = () => null): ProblemWriter {
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
  const answerOf = (refusal: Refusal, url: string, requestId: string): ProblemAnswer => {
    const definition: ProblemDefinition = table[refusal.code]
    const { status } = definition
    const { headers, bytes } = pageOf(url, refusal, definition) ?? {
      headers: { 'content-type': problemType },
      bytes: bytesOf(refusal, requestId),
    }
    const caching = { 'cache-control': errorCaching(status, url) }
    return { status, headers: { ...refusal.extras.headers, ...headers, ...caching }, bytes }
  }
  return {
    answerOf,
    send(error, request, reply) {
      const refusal = toRefusal(error)
      const { status, headers, bytes } = answerOf(refusal, request.url, request.id)
      logRefusal(refusal, status, error, request)
      return reply.headers(headers).code(status).send(bytes)
    },
  }
}

function logRefusal(refusal: Refusal, status: number, error: unknown, { log, id: reqId }: FastifyRequest) {
  const cause = refusal === error ? refusal.cause : error
  if (status >= 500 && cause !== undefined) log.error({ err: cause, reqId }, 'request failed')
  if (refusal.code === 'disclaimer-unresolved')
    log.warn({ reqId, detail: refusal.message }, 'a required disclaimer is missing')
}

/** 404, 410 and 451 share one short lifetime, so that it reveals nothing about scheduled content. */
function errorCaching(status: number, url: string): string {
  if (isDeskPath(url)) return deskCaching
  return [404, 410, 451].includes(status) ? 'public, max-age=1' : 'no-store'
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const status = (error as Partial<FastifyError> | null)?.statusCode
  const known = status === undefined ? undefined : frameworkRefusals[status]
  return known?.() ?? refuse('internal-error', 'An unexpected error occurred while answering the request.')
}

/** Refusals that originate in the framework or the HTTP parser, by status. */
const frameworkRefusals: Record<number, () => Refusal> = {
  400: () => refuse('malformed-request', 'The request is malformed.'),
  408: () => refuse('request-timeout', 'The request did not arrive in time.'),
  413: () => refuse('body-too-large', 'The body is larger than 1 MiB.'),
  414: () => refuse('uri-too-long', 'The URL is longer than 8 KiB.'),
  415: () => refuse('unsupported-media-type', 'The media type of the body is not supported.'),
  431: () => refuse('headers-too-large', 'The header block is larger than 16 KiB.'),
  503: () =>
    refuse('overloaded', 'The server is shutting down. Try again in a second.', {
      headers: { 'retry-after': '1' },
    }),
}
