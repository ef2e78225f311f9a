import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'
import { notFound } from '../parameters/refusals.ts'
import { isDeskPath } from '../protocol/desk-path.ts'
import type { ProblemWriter } from '../protocol/problem.ts'

interface KnownPath {
  readonly pattern: RegExp
  readonly methods: Set<string>
}
export type KnownPaths = Map<string, KnownPath>

/** Collects the paths of all routes registered after this call. */
export function collectPaths(app: FastifyInstance): KnownPaths {
  const paths: KnownPaths = new Map()
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    const known = paths.get(url) ?? { pattern: patternOf(url), methods: new Set(['OPTIONS']) }
    for (const one of [method].flat()) known.methods.add(one)
    paths.set(url, known)
  })
  return paths
}

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}$`)

/** True for the twin of a path with a closing slash, which the router may know: plugins add it. */
export const hasClosingSlash = ({ url }: FastifyRequest): boolean => /^\/[^?]*\/(?:\?|$)/.test(url)

/** Answers requests that match no route: on a known path 204 to OPTIONS and 405 to other methods, else 404. */
export const answerUnrouted =
  (paths: KnownPaths, problems: ProblemWriter) =>
  (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = decodeURI(request.url.split('?', 1)[0] ?? '')
    const known = [...paths.values()].find(({ pattern }) => pattern.test(path))
    if (
      !known ||
      hasClosingSlash(request) ||
      known.methods.has(request.method) !== (request.method === 'OPTIONS')
    )
      return problems.send(notFound(), request, reply)
    const allow = [...known.methods].sort().join(', ')
    if (request.method === 'OPTIONS') return answerOptions(request, reply, allow)
    const refusal = refuse('method-not-allowed', `This path supports ${allow}.`, { headers: { allow } })
    return problems.send(refusal, request, reply)
  }

/** CORS preflight: the allowed methods and headers, only for origins that can read the answer. */
function answerOptions({ url, headers }: FastifyRequest, reply: FastifyReply, allow: string) {
  reply.code(204).headers({ allow, 'cache-control': 'no-store' })
  if (reply.hasHeader('access-control-allow-origin'))
    reply.headers({
      'access-control-allow-methods': allow,
      'access-control-allow-headers': isDeskPath(url)
        ? sentToDesk
        : sentToDelivery(headers['access-control-request-headers']),
      'access-control-max-age': '600',
    })
  return reply.send()
}

const sentToDesk = 'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key'

/** RFC 9110 §5.6.2. */
const token = "[\\w!#$%&'*+.^`|~-]+"
const tokenList = new RegExp(`^${token}(?:[ \\t]*,[ \\t]*${token})*$`)
const requestHeadersMax = 1_024

/** A public read allows what the page asks for, such as `traceparent`: no header of a request changes its answer. */
const sentToDelivery = (asked = ''): string =>
  asked.length <= requestHeadersMax && tokenList.test(asked)
    ? asked
    : 'Authorization, Content-Type, If-None-Match'
