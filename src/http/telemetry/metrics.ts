import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client'

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

/** What is read of the store and the process when the metrics are asked for. */
export interface Gauges {
  readonly tapeHead: () => Promise<number>
  readonly overdueEntries: () => Promise<number>
  readonly epoch: () => number
  readonly cacheBytes: () => number
}

/** What the server counts of itself, in the Prometheus text format. */
export interface Metrics {
  observe(answered: Answered): void
  watch(gauges: Gauges): void
  readonly contentType: string
  text(): Promise<string>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'broadtape_http_requests_total',
    help: 'Requests by method, route pattern and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'broadtape_http_request_duration_seconds',
    help: 'Time from the head of a request to its answer being handed over, by route pattern',
    labelNames: ['route'],
    buckets: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers,
  })
  const hits = new Counter({
    name: 'broadtape_cache_hits_total',
    help: 'Answers given from prepared bytes',
    registers,
  })
  return {
    observe: tally(requests, durations, hits),
    watch: (gauges) => addGauges(registers, gauges),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

/** The children of a metric are looked up by their labels; here once for each route and status rather than per request. */
function tally(
  requests: Counter<'method' | 'route' | 'status'>,
  durations: Histogram<'route'>,
  hits: Counter,
): Metrics['observe'] {
  const counters = new Map<string, { inc(): void }>()
  const timers = new Map<string, { observe(seconds: number): void }>()
  return ({ method, route, status, cached, startedAt }) => {
    const name = `${method} ${status} ${route}`
    const counter = counters.get(name) ?? requests.labels({ method, route, status: String(status) })
    counters.set(name, counter)
    counter.inc()
    const timer = timers.get(route) ?? durations.labels({ route })
    timers.set(route, timer)
    timer.observe((performance.now() - startedAt) / 1_000)
    if (cached) hits.inc()
  }
}

function addGauges(registers: Registry[], { tapeHead, overdueEntries, epoch, cacheBytes }: Gauges): void {
  const add = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `broadtape_${name}`,
      help,
      registers,
      async collect() {
        try {
          this.set(await read())
        } catch {
          // While the store does not answer, the other metrics are needed most.
          this.set(Number.NaN)
        }
      },
    })
  add('tape_head', 'Place of the newest tape entry', tapeHead)
  add('overdue_entries', 'Changes of visibility that have come and are not yet on the tape', overdueEntries)
  add('epoch', 'Writes after which a public answer may be another one', epoch)
  add('cache_bytes', 'Bytes that prepared answers take, about', cacheBytes)
}
