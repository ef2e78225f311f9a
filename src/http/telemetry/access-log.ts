import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../../kernel/config.ts'
import type { Answered, Metrics } from './metrics.ts'

/** Where a finished line of the log goes. */
export interface LineWriter {
  write(line: string): unknown
}

const slowMs = 500

/** What is done behind every answer: it is counted, and gets its line in the log if it is to have one. */
export function createObserver(
  { logRequests, logLevel }: Pick<Config, 'logRequests' | 'logLevel'>,
  metrics: Metrics,
  lines: LineWriter,
  now: () => number,
): (answered: Answered) => void {
  return (answered) => {
    metrics.observe(answered)
    if (levelOf(answered) < (levels[logLevel] ?? 0)) return
    const isWanted =
      logRequests === 'all' || isFailure(answered) || (logRequests === 'slow' && elapsed(answered) >= slowMs)
    if (isWanted) lines.write(lineOf(answered, now()))
  }
}

/** As pino numbers them; `silent` is above all. */
const levels: Record<string, number> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: 100,
}

/** What failed on our side. A request that was shed did not: there are thousands of them, and one cause. */
const isFailure = ({ status, route }: Answered): boolean => status >= 500 && route !== 'overloaded'

const levelOf = (answered: Answered): number => (isFailure(answered) ? 50 : 30)

const elapsed = ({ startedAt }: Answered): number => performance.now() - startedAt

/**
 * Put together by hand: serialising an object for each request would halve the throughput of a small answer. All of
 * it is ours, the route pattern in place of the URL, so nothing needs escaping and no secret gets in.
 */
function lineOf(answered: Answered, time: number): string {
  const { requestId, method, route, status, cached } = answered
  return `{"level":${levelOf(answered)},"time":${time},"reqId":"${requestId}","method":"${method}","route":"${route}","status":${status},"ms":${Math.round(elapsed(answered) * 100) / 100},"cached":${cached},"msg":"request"}\n`
}

/** Methods that HTTP knows; others are counted as one, so that no client makes names for our metrics. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])
export const methodName = (method: string | undefined): string =>
  method && methods.has(method) ? method : 'other'

const patternOf = ({ routeOptions: { config, url } }: FastifyRequest): string | undefined =>
  config.pattern ?? url

/** Has every answer of the router observed. */
export function observeRoutes(app: FastifyInstance, observe: (answered: Answered) => void): void {
  app.addHook('onResponse', (request, reply, done) => {
    observe({
      requestId: request.id,
      method: methodName(request.method),
      route: patternOf(request) ?? 'unrouted',
      status: reply.statusCode,
      cached: false,
      startedAt: performance.now() - reply.elapsedTime,
    })
    done()
  })
}
