import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { Metrics } from './metrics.ts'

/** An answer that was given. */
export interface Answered {
  readonly requestId: string
  readonly method: string
  /** Pattern of the route, or what refused. */
  readonly route: string
  readonly status: number
  readonly cached: boolean
  /** As `performance.now()` tells it. */
  readonly startedAt: number
}

/** Where a finished line of the log goes. */
export interface LineWriter {
  write(line: string): unknown
}

const slowMs = 500

/** What is done behind every answer: it is counted, and gets its line in the log if it is to have one. */
export function createObserver(
  { logRequests }: Pick<Config, 'logRequests'>,
  metrics: Metrics,
  lines: LineWriter,
  now: () => number,
): (answered: Answered) => void {
  return (answered) => {
    metrics.observe(answered)
    if (
      logRequests === 'all' ||
      answered.status >= 500 ||
      (logRequests === 'slow' && elapsed(answered) >= slowMs)
    ) {
      lines.write(lineOf(answered, now()))
    }
  }
}

const elapsed = ({ startedAt }: Answered): number => performance.now() - startedAt

/**
 * Put together by hand: serialising an object for each request would halve the throughput of a small answer. All of
 * it is ours, the route pattern in place of the URL, so nothing needs escaping and no secret gets in.
 */
function lineOf(answered: Answered, time: number): string {
  const { requestId, method, route, status, cached } = answered
  const level = status >= 500 ? 50 : 30
  return `{"level":${level},"time":${time},"reqId":"${requestId}","method":"${method}","route":"${route}","status":${status},"ms":${elapsed(answered).toFixed(2)},"cached":${cached},"msg":"request"}\n`
}

/** Methods that HTTP knows; others are counted as one, so that no client makes names for our metrics. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])
export const methodName = (method: string | undefined): string =>
  method && methods.has(method) ? method : 'other'

/** Has every answer of the router observed. */
export function observeRoutes(app: FastifyInstance, observe: (answered: Answered) => void): void {
  app.addHook('onResponse', (request, reply, done) => {
    observe({
      requestId: request.id,
      method: methodName(request.method),
      route: request.routeOptions.config.operation?.path ?? request.routeOptions.url ?? 'unrouted',
      status: reply.statusCode,
      cached: false,
      startedAt: performance.now() - reply.elapsedTime,
    })
    done()
  })
}
