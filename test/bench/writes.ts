import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Desk, startDesk } from './desk.ts'
import { processorSeconds } from './processes.ts'
import { quantile } from './table.ts'

export interface WriteFigures {
  readonly clients: number
  /** What was accepted. */
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuMs: number | null
}

export interface WriteOrder {
  readonly folder: string
  readonly clients: number
  readonly seconds: number
  /** An empty store; by default a file. */
  readonly databaseUrl?: string
  /** Publishes each article that is created; both count as a write. */
  readonly isPublishing: boolean
}

const warmUpSeconds = 2

/** Clients that each create articles, over and over. */
export async function measureWrites(order: WriteOrder): Promise<WriteFigures> {
  const { folder, clients, seconds, isPublishing } = order
  const desk = await startDesk(
    folder,
    order.databaseUrl ?? `file:${join(folder, `writes-${randomUUID()}.db`)}`,
  )
  const times: number[] = []
  const timed: Desk['send'] = async (request) => {
    const startedAt = performance.now()
    const reply = await desk.send(request)
    times.push(performance.now() - startedAt)
    return reply
  }
  const write = async (duration: number) => {
    const end = performance.now() + duration * 1_000
    const repeat = async () => {
      while (performance.now() < end) await (isPublishing ? desk.publish(timed) : desk.create(timed))
    }
    await Promise.all(Array.from({ length: clients }, repeat))
  }
  // Code is compiled meanwhile.
  await write(warmUpSeconds)
  times.length = 0
  const before = processorSeconds(desk.server.pid)
  const begunAt = performance.now()
  await write(seconds)
  const elapsed = (performance.now() - begunAt) / 1_000
  const after = processorSeconds(desk.server.pid)
  await desk.stop()
  return {
    clients,
    perSecond: times.length / elapsed,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    cpuMs: before !== null && after !== null ? ((after - before) * 1_000) / times.length : null,
  }
}
