import { Worker } from 'node:worker_threads'
import type { Config } from '../../kernel/config.ts'
import type { Log } from '../../kernel/log.ts'
import type { Attempted, Delivery, Sender } from './sender.ts'
import type { Order, Report } from './sending-thread.ts'

const program = new URL('./sending-thread.ts', import.meta.url)

/**
 * A sender in a thread of its own: signatures, TLS and receivers that send much would otherwise take half of the time of
 * those who read. It is started with the first delivery.
 */
export function createBackgroundSender(
  { webhookAllow }: Pick<Config, 'webhookAllow'>,
  log: Pick<Log, 'error'>,
): Sender {
  const waiting = new Map<number, (attempted: Attempted) => void>()
  let thread: Worker | null = null
  let orders: Order[] = []
  let count = 0
  let isClosed = false

  const settle = (number: number, attempted: Attempted) => {
    waiting.get(number)?.(attempted)
    waiting.delete(number)
  }
  /** Nobody knows what became of what was on its way: it is delivered again. */
  const abandon = () => {
    thread = null
    for (const number of waiting.keys()) settle(number, lost)
  }
  const begin = (): Worker => {
    const begun = new Worker(program, { workerData: { webhookAllow } })
    begun.on('message', (reports: readonly Report[]) => {
      for (const [number, attempted] of reports) settle(number, attempted)
    })
    begun.on('error', (error) => log.error({ err: error }, 'the thread that sends to webhooks has failed'))
    begun.on('exit', abandon)
    return begun
  }
  const post = () => {
    if (isClosed) return abandon()
    thread ??= begin()
    thread.postMessage(orders)
    orders = []
  }
  return {
    send: (delivery: Delivery) =>
      new Promise((resolve) => {
        count += 1
        waiting.set(count, resolve)
        orders.push([count, delivery])
        if (orders.length === 1) setImmediate(post)
      }),
    async close() {
      isClosed = true
      await thread?.terminate()
    },
  }
}

const lost: Attempted = { status: null, error: 'connection-lost', retryAfterMs: null, ms: 0 }
