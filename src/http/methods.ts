import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { notFound, Refusal } from '../errors.ts'
import { sendProblem } from './problem.ts'

/** A path of the server, and the methods that it answers. */
interface KnownPath {
  readonly pattern: RegExp
  readonly methods: Set<string>
}
export type KnownPaths = Map<string, KnownPath>

/** Collects the paths of all routes that are added from here on. */
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

/** Answers what no route took: 204 to OPTIONS and 405 to other methods on a known path, else 404. */
export function answerUnrouted(paths: KnownPaths, request: FastifyRequest, reply: FastifyReply) {
  const path = request.url.split('?', 1)[0] ?? ''
  const known = [...paths.values()].find(({ pattern }) => pattern.test(path))
  if (!known || known.methods.has(request.method) !== (request.method === 'OPTIONS')) {
    return sendProblem(notFound(), request, reply)
  }
  const allow = [...known.methods].sort().join(', ')
  if (request.method === 'OPTIONS') return answerOptions(reply, allow)
  const refusal = new Refusal(405, 'method-not-allowed', `This address answers ${allow}.`, {
    headers: { allow },
  })
  return sendProblem(refusal, request, reply)
}

const answerOptions = (reply: FastifyReply, allow: string) =>
  reply
    .code(204)
    .headers({
      allow,
      'cache-control': 'no-store',
      'access-control-allow-methods': allow,
      'access-control-allow-headers': 'Authorization, Content-Type, If-None-Match',
      'access-control-max-age': '600',
    })
    .send()
