import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../../kernel/config.ts'
import type { Answered, Metrics } from './metrics.ts'

export interface LineWriter {
  write(line: string): unknown
  /** Lines that could not be written since the start. */
  dropped?(): number
}

const slowMs = 500

/** Runs after every answer: updates the metrics, and writes an access log line if the settings want one. */
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

/** Pino's level numbers; `silent` is above all. */
const levels: Record<string, number> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: 100,
}

/** Shed load would log thousands of lines for one cause, and why a node is not ready is logged by itself. */
const expected = new Set(['overloaded', '/readyz'])

const isFailure = ({ status, route }: Answered): boolean => status >= 500 && !expected.has(route)

const levelOf = (answered: Answered): number => (isFailure(answered) ? 50 : 30)

const elapsed = ({ startedAt }: Answered): number => performance.now() - startedAt

/**
 * Built by hand, because serialising an object per request would halve the throughput of small answers. No part comes
 * from the client (route pattern, not URL), so nothing needs escaping and no secret is logged.
 */
function lineOf(answered: Answered, time: number): string {
  const { requestId, method, route, status, cached } = answered
  return `{"level":${levelOf(answered)},"time":${time},"reqId":"${requestId}","method":"${method}","route":"${route}","status":${status},"ms":${Math.round(elapsed(answered) * 100) / 100},"cached":${cached},"msg":"request"}\n`
}

/** Other methods are counted as one, so that clients cannot create metric labels. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])
export const methodName = (method: string | undefined): string =>
  method && methods.has(method) ? method : 'other'

const patternOf = ({ routeOptions: { config, url } }: FastifyRequest): string | undefined =>
  config.pattern ?? url

/**
 * Observes every answer of the router; the edge observes its own. Register before hooks that answer. The end of the
 * response is watched, since the framework's onResponse does not run for a stream that fails or a client that leaves.
 */
export function observeRoutes(app: FastifyInstance, observe: (answered: Answered) => void): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () =>
      observe({
        requestId: request.id,
        method: methodName(request.method),
        route: patternOf(request) ?? 'unrouted',
        status: reply.raw.statusCode,
        cached: false,
        startedAt: request.raw.admitted?.startedAt ?? performance.now(),
      }),
    )
    done()
  })
}
