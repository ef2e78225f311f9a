import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connectDesk, requestsWith } from '../desk-client.ts'
import { aBlock, anArticle } from '../makers.ts'
import { commandFor, processorSeconds, startBroadtape } from './processes.ts'

export interface WriteFigures {
  readonly clients: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuMs: number | null
}

/** An article of some 3 KB. */
const body = Array.from({ length: 13 }, (_, index) => aBlock('Shares rose again. '.repeat(10), `b${index}`))

/** Clients that each create an article and publish it, over and over; both count as a write. */
export async function measureWrites(folder: string, clients: number, seconds: number): Promise<WriteFigures> {
  const databaseFile = join(folder, `writes-${randomUUID()}.db`)
  const run = async (...args: string[]) => {
    const { program, options } = commandFor(databaseFile)
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], options)
    return stdout.trimEnd().split('\n').at(-1) ?? ''
  }
  await run('seed')
  const key = await run('keys', 'create', '--name', 'bench', '--scopes', 'articles:write,articles:publish')
  const environment = { REVIEW_REQUIRED: 'false' }
  const server = await startBroadtape({ databaseFile, logFile: join(folder, 'requests.log'), environment })
  const { send, close } = connectDesk(Number(new URL(server.address).port))
  const { post } = requestsWith(`Bearer ${key}`)
  const times: number[] = []
  const timed = async (request: Parameters<typeof send>[0]) => {
    const startedAt = performance.now()
    const reply = await send(request)
    if (reply.status !== 201) throw new Error(`${request.path} was answered ${reply.status}`)
    times.push(performance.now() - startedAt)
    return reply
  }
  const end = performance.now() + seconds * 1_000
  const before = processorSeconds(server.pid)
  const write = async () => {
    while (performance.now() < end) {
      const { headline, locale, type } = anArticle()
      const { data } = await timed(
        post('/admin/v1/articles', { headline, locale, type, body, slug: `s-${randomUUID()}` }),
      )
      await timed(post(`/admin/v1/articles/${data.id}/publications`, { revision: 1 }))
    }
  }
  await Promise.all(Array.from({ length: clients }, write))
  const after = processorSeconds(server.pid)
  close()
  await server.stop()
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    clients,
    perSecond: times.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuMs: before !== null && after !== null ? ((after - before) * 1_000) / times.length : null,
  }
}
