import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client'

export interface Answered {
  readonly requestId: string
  readonly method: string
  /** Route pattern, or the problem code of a refusal at the edge. */
  readonly route: string
  readonly status: number
  readonly cached: boolean
  /** From `performance.now()`. */
  readonly startedAt: number
}

/** Values read at each scrape. */
export interface Gauges {
  readonly tapeHead: () => Promise<number>
  readonly overdueEntries: () => Promise<number>
  readonly epoch: () => number
  readonly cacheBytes: () => number
  readonly streams: () => number
  readonly webhooks: () => Promise<Record<'delivered' | 'failed' | 'disabled', number>>
  readonly webhookLagMs: () => Promise<number>
  readonly clockBehindMs: () => number
  readonly logLinesDropped: () => number
  /** Of a node that shares a database; absent for one that serves its store alone. */
  readonly node?: {
    readonly offsetMs: () => number
    readonly pollAgeMs: () => number
    readonly lagMs: () => number
    readonly appends: () => number
  }
}

/** Metrics in the Prometheus text format. */
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
    help: 'Time from receiving the head of a request to handing over its answer, by route pattern',
    labelNames: ['route'],
    buckets: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers,
  })
  const hits = new Counter({
    name: 'broadtape_cache_hits_total',
    help: 'Answers sent from the response cache',
    registers,
  })
  return {
    observe: tally(requests, durations, hits),
    watch: (gauges) => addGauges(registers, gauges),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

/** Keeps the labelled children of each metric, which would otherwise be looked up by their labels at every request. */
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

function addGauges(registers: Registry[], gauges: Gauges): void {
  const add = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `broadtape_${name}`,
      help,
      registers,
      async collect() {
        try {
          this.set(await read())
        } catch {
          // A failing store must not take down the other metrics, which are needed most then.
          this.set(Number.NaN)
        }
      },
    })
  add('tape_head', 'Sequence number of the newest tape entry', gauges.tapeHead)
  add('overdue_entries', 'Visibility changes that are due but not yet on the tape', gauges.overdueEntries)
  add('epoch', 'Number of writes that could alter a public answer', gauges.epoch)
  add('cache_bytes', 'Estimated size of the response cache in bytes', gauges.cacheBytes)
  add('streams', 'Open streams of the tape', gauges.streams)
  const webhooks = async (name: 'delivered' | 'failed' | 'disabled') => (await gauges.webhooks())[name]
  add('webhook_deliveries', 'Deliveries that receivers have taken, of the webhooks there are', () =>
    webhooks('delivered'),
  )
  add('webhook_failures', 'Attempts that failed, of the webhooks there are', () => webhooks('failed'))
  add('webhooks_disabled', 'Webhooks that are disabled', () => webhooks('disabled'))
  const lag = async () => (await gauges.webhookLagMs()) / 1_000
  add(
    'webhook_lag_seconds',
    'Age of the oldest entry that a webhook has still to be told, or to pass over',
    lag,
  )
  const seconds = () => gauges.clockBehindMs() / 1_000
  add('clock_behind_seconds', 'How far the system clock is behind the last instant of the store', seconds)
  add('log_lines_dropped', 'Log lines that could not be written since the start', gauges.logLinesDropped)
  const { node } = gauges
  if (!node) return
  const inSeconds = (read: () => number) => () => read() / 1_000
  add(
    'database_clock_offset_seconds',
    'How far the clock of the database is ahead of that of this machine',
    inSeconds(node.offsetMs),
  )
  add(
    'database_poll_age_seconds',
    'Time since the database was asked last for its time and the writes of others',
    inSeconds(node.pollAgeMs),
  )
  add(
    'node_lag_seconds',
    'How far the moment as of which this node answers is behind the clock of the database',
    inSeconds(node.lagMs),
  )
  add('node_appends', '1 if this node appends to the tape what has become due, otherwise 0', node.appends)
}
