import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

export interface Outcome {
  /** 0 where there was no answer. */
  readonly status: number
  readonly milliseconds: number
  /** The problem's code, where there is one. */
  readonly code: string
  readonly retryAfter: string | undefined
}

/** So long a client waits for more. */
const silentMs = 20_000

/** A client that keeps its connections, as proxies do, or opens one for each request. */
export function createClient(port: number, options: { keepAlive?: boolean } = {}) {
  const { ask, close } = createClientWith(port, options)
  onTestFinished(close)
  return ask
}

/** The same outside of a test. */
export function createClientWith(port: number, { keepAlive = true } = {}) {
  const agent = new Agent({ keepAlive, maxFreeSockets: Number.POSITIVE_INFINITY })
  const ask = (path: string): Promise<Outcome> =>
    new Promise((resolve) => {
      const startedAt = performance.now()
      const end = (status: number, code: string, retryAfter?: string) =>
        resolve({ status, code, retryAfter, milliseconds: performance.now() - startedAt })
      const request = get({ port, host: '127.0.0.1', path, agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', () => end(0, 'cut'))
        response.on('end', () => {
          const status = response.statusCode ?? 0
          const code =
            status >= 400 ? (/"code":"([a-z-]+)"/.exec(Buffer.concat(chunks).toString())?.[1] ?? '') : ''
          end(response.complete ? status : 0, code, response.headers['retry-after'])
        })
      })
      request.setTimeout(silentMs, () => request.destroy(new Error('no answer')))
      request.on('error', (error) => end(0, error.message))
    })
  return { ask, close: () => agent.destroy() }
}

export type Client = ReturnType<typeof createClient>

/** The value that all but the given share of the outcomes stay within. */
export function percentile(outcomes: readonly Outcome[], share: number): number {
  const sorted = outcomes.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Several clients, each asking again when it has its answer, for some time. */
export async function askRepeatedly(
  client: Client,
  path: string,
  clients: number,
  forMs: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const end = performance.now() + forMs
  const one = async () => {
    while (performance.now() < end) outcomes.push(await client(path))
  }
  await Promise.all(Array.from({ length: clients }, one))
  return outcomes
}

/** A crowd of clients that keep their connections and together ask at a rate, each when it has its answer. */
export async function askAsCrowd(
  client: Client,
  path: string,
  { clients, perSecond, forMs }: { clients: number; perSecond: number; forMs: number },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const everyMs = (clients / perSecond) * 1_000
  const end = performance.now() + forMs
  const one = async (index: number) => {
    for (let next = performance.now() + (everyMs * index) / clients; next < end; next += everyMs) {
      await sleep(Math.max(0, next - performance.now()))
      outcomes.push(await client(path))
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, index) => one(index)))
  return outcomes
}

/** Asks until the answer is as wished. Returns how long that took; Infinity where it never came. */
export async function waitFor(
  client: Client,
  path: string,
  wished: (outcome: Outcome) => boolean,
  withinMs: number,
) {
  const startedAt = performance.now()
  while (performance.now() - startedAt < withinMs) {
    if (wished(await client(path))) return performance.now() - startedAt
    await sleep(50)
  }
  return Number.POSITIVE_INFINITY
}
