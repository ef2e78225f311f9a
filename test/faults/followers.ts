import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { follow } from '../events/reader.ts'
import type { Random } from '../fuzz/random.ts'

export interface Told {
  readonly seq: number
  readonly type: string
  readonly subject: string
}

/** Follows the tape over kills of the server and of itself. */
export interface Follower {
  /** What it has been told, each entry once, in the order in which it came first. */
  readonly told: readonly Told[]
  /** Breaks off what it is doing. It goes on from what it has stored. */
  kill(): void
}

/** Takes an entry, once: false if it has it already. */
function createBook() {
  const told: Told[] = []
  const seen = new Set<number>()
  return {
    told,
    last: () => told.at(-1)?.seq ?? 0,
    take({ seq, type, subject }: Told) {
      if (seen.has(seq)) return
      seen.add(seq)
      told.push({ seq, type, subject })
    },
  }
}

/** Runs `work` again and again, until the test ends, with a signal that a kill aborts. */
function repeatedly(work: (signal: AbortSignal) => Promise<unknown>): () => void {
  let isOver = false
  let attempt = new AbortController()
  onTestFinished(() => {
    isOver = true
    attempt.abort()
  })
  const run = async () => {
    while (!isOver) {
      attempt = new AbortController()
      await work(attempt.signal).catch(() => sleep(50))
    }
  }
  void run()
  return () => attempt.abort()
}

export function pollingFollower(port: number): Follower {
  const { told, last, take } = createBook()
  const kill = repeatedly(async (signal) => {
    const url = `http://127.0.0.1:${port}/v1/events?limit=7&after=${last()}`
    const answer = await fetch(url, { signal })
    const { data } = (await answer.json()) as { data: Told[] }
    for (const entry of data) take(entry)
    if (data.length === 0) await sleep(100)
  })
  return { told, kill }
}

export function streamingFollower(port: number): Follower {
  const { told, last, take } = createBook()
  const kill = repeatedly(async (signal) => {
    const reader = await follow(port, { headers: { 'last-event-id': String(last()) } })
    signal.addEventListener('abort', () => reader.close())
    for (let read = 0; reader.state() === 'open' || read < reader.blocks.length; ) {
      for (; read < reader.blocks.length; read += 1) {
        const data = reader.blocks[read]?.data
        if (data) take(data)
      }
      if (reader.state() !== 'open') break
      await sleep(20)
    }
    await sleep(50)
  })
  return { told, kill }
}

/** A receiver that a kill takes away for some time, and that now and then takes an entry without saying so. */
export async function receivingFollower(random: Random): Promise<Follower & { readonly url: string }> {
  const { told, take } = createBook()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await request.toArray().catch(() => null)
    if (!body) return
    take(JSON.parse(Buffer.concat(body).toString()))
    if (random.chance(0.05)) response.destroy()
    else response.writeHead(204).end()
  }
  let server: Server
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server = createServer(answer).listen(port, '127.0.0.1', () =>
        resolve((server.address() as AddressInfo).port),
      )
    })
  const port = await listen(0)
  let isDown = false
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(() => void (isDown || close()))
  const restart = async () => {
    isDown = true
    await close()
    await sleep(200 + random.below(500))
    await listen(port)
    isDown = false
  }
  return { url: `http://127.0.0.1:${port}/`, told, kill: () => void (isDown || restart()) }
}
