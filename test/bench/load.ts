import autocannon from 'autocannon'
import { processorSeconds, residentMiB, type Target } from './processes.ts'

/** What one server is asked, over and over. */
export interface Aim {
  readonly target: Target
  /** Called for each connection. */
  readonly pathsOf: () => readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly status: 200 | 304
}

/** What one round of load gave. */
export interface Shot {
  /** Share of the requests that were refused with 503. */
  readonly shed: number
  readonly perSecond: number
  readonly p99Ms: number
  readonly cpuMicros: number | null
  /** Processor time of the server in the time of the round: well below 1, the load generator was the limit. */
  readonly busy: number | null
  readonly memoryMiB: number | null
}

const connections = 32

/** Loads a server for some seconds. Throws if a single answer is not what it should be. */
export async function shoot({ target, pathsOf, headers, status }: Aim, seconds: number): Promise<Shot> {
  const before = processorSeconds(target.pid)
  const startedAt = performance.now()
  const result = await autocannon({
    url: target.address,
    connections,
    duration: seconds,
    setupClient: (client) =>
      client.setRequests(
        pathsOf().map((path) => ({ method: 'GET', path, ...(headers ? { headers: { ...headers } } : {}) })),
      ),
  })
  const elapsed = (performance.now() - startedAt) / 1_000
  const after = processorSeconds(target.pid)
  const answered = result.requests.total
  const good = result.statusCodeStats?.[`${status}`]?.count ?? 0
  // A server that sheds load is measured by what it answers.
  const shed = result.statusCodeStats?.['503']?.count ?? 0
  if (good === 0 || good + shed !== answered || result.errors > 0)
    throw new Error(`${pathsOf()[0]}: ${good} of ${answered} answers were ${status}, ${result.errors} errors`)
  const used = before !== null && after !== null ? after - before : null
  return {
    perSecond: good / result.duration,
    p99Ms: result.latency.p99,
    cpuMicros: used === null ? null : (used * 1e6) / good,
    shed: shed / answered,
    busy: used === null ? null : used / elapsed,
    memoryMiB: residentMiB(target.pid),
  }
}
