import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Desk, startDesk } from './desk.ts'
import { processorSeconds } from './processes.ts'
import { quantile } from './table.ts'

export interface WriteFigures {
  readonly clients: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuMs: number | null
}

const warmUpSeconds = 2

/** Clients that each create an article and publish it, over and over; both count as a write. */
export async function measureWrites(folder: string, clients: number, seconds: number): Promise<WriteFigures> {
  const desk = await startDesk(folder, join(folder, `writes-${randomUUID()}.db`))
  const times: number[] = []
  const timed: Desk['send'] = async (request) => {
    const startedAt = performance.now()
    const reply = await desk.send(request)
    times.push(performance.now() - startedAt)
    return reply
  }
  const write = async (duration: number) => {
    const end = performance.now() + duration * 1_000
    const publish = async () => {
      while (performance.now() < end) await desk.publish(timed)
    }
    await Promise.all(Array.from({ length: clients }, publish))
  }
  // Code is compiled meanwhile.
  await write(warmUpSeconds)
  times.length = 0
  const before = processorSeconds(desk.server.pid)
  await write(seconds)
  const after = processorSeconds(desk.server.pid)
  await desk.stop()
  return {
    clients,
    perSecond: times.length / seconds,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    cpuMs: before !== null && after !== null ? ((after - before) * 1_000) / times.length : null,
  }
}
