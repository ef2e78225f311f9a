import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { entityPut, putReferences } from '../../src/references/put.ts'
import { EntityContent } from '../../src/references/schema.ts'
import { temporaryFolder } from '../docs/checkout.ts'
import { blocksOf, documentedOrigin } from '../docs/pages.ts'
import { isInstalled } from '../docs/programs.ts'
import { createStoreWithKey, killAfterTest, startServer, stop } from '../faults/process.ts'
import { findFreePort } from '../free-port.ts'
import { anArticle } from '../makers.ts'
import { follow } from './reader.ts'

/** A server, and an editor who publishes, now or later. */
async function newsroom(settings: Record<string, string> = {}, references = 0) {
  const { file, authorization } = await createStoreWithKey()
  await putEntities(file, references)
  const environment = { REVIEW_REQUIRED: 'false', ...settings }
  const server = await startServer(file, environment)
  let { port } = server
  let requests = 0
  const post = async (path: string, body: object) => {
    requests += 1
    const answer = await fetch(`http://127.0.0.1:${port}/admin/v1/articles${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': `r-${requests}` },
      body: JSON.stringify(body),
    })
    expect(answer.ok, await answer.clone().text()).toBe(true)
    return ((await answer.json()) as { data: { id: string } }).data.id
  }
  return {
    server,
    port: () => port,
    async restart() {
      const again = await startServer(file, environment)
      port = again.port
      return again
    },
    async publish(slug: string, times: object = {}) {
      const { locale, type, headline, body } = anArticle()
      const id = await post('', { locale, type, headline, body, slug })
      await post(`/${id}/publications`, { revision: 1, ...times })
      return id
    },
  }
}

async function putEntities(file: string, count: number): Promise<void> {
  const db = await openSqlite(file, createClock())
  const entity = (at: number) =>
    entityPut(
      EntityContent.parse({ key: `e${at}`, type: 'organisation', name: `Company ${'&'.repeat(190)}` }),
    )
  for (let from = 0; from < count; from += 1_000)
    await db.write((write) =>
      putReferences(
        write,
        Array.from({ length: 1_000 }, (_, at) => entity(from + at)),
      ),
    )
  await db.close()
}

const path = '/v1/events/stream?type=article.published'

test('an entry comes at its moment, and never before', async () => {
  const { port, publish } = await newsroom()
  const reader = await follow(port(), { path })
  await reader.entries(1)
  const arrivals = new Map<string, number>()
  const known = reader.blocks.length
  reader.response.on('data', () => {
    for (const { data } of reader.blocks.slice(known))
      if (data && !arrivals.has(data.subject)) arrivals.set(data.subject, Date.now())
  })
  const moments = new Map<string, number>()
  for (let index = 0; index < 20; index += 1) {
    const moment = Date.now() + 1_500 + 37 * index
    moments.set(await publish(`later-${index}`, { publishAt: new Date(moment).toISOString() }), moment)
  }
  await reader.entries(21)
  const late = [...moments].map(([id, moment]) => (arrivals.get(id) ?? 0) - moment)
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0)
  expect(late.toSorted((one, other) => one - other)[10]).toBeLessThan(50)
  reader.close()
})

/** Open streams, by the metrics. */
async function streamsOf(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(/^broadtape_streams (\d+)$/m.exec(text)?.[1])
}

test('one who reads nothing is cut off; one with nothing to read hears every 15 seconds, and stays', async () => {
  // More than the buffers of the two sockets take.
  const { port } = await newsroom({}, 30_000)
  const stalled = await follow(port())
  stalled.response.pause()
  const silent = await follow(port(), { path: `${path}&locale=fr` })
  expect(await streamsOf(port())).toBe(2)
  await sleep(33_000)
  expect(await streamsOf(port())).toBe(1)
  expect(silent.state()).toBe('open')
  const beats = silent.blocks.filter(({ id, data, comment }) => id && !data && comment)
  expect(beats.length).toBeGreaterThanOrEqual(2)
  stalled.response.resume()
  await vi.waitFor(() => expect(stalled.state()).toBe('cut'))
  const again = await follow(port(), { headers: { 'last-event-id': String(stalled.seqs().at(-1)) } })
  await again.entries(30_000 + 29 - stalled.seqs().length)
  again.close()
  silent.close()
}, 60_000)

test('killed and started again, a server goes on: every entry once, in order', async () => {
  const { server, port, publish, restart } = await newsroom()
  const seen: number[] = []
  let running = server
  const total = 41
  const followAgain = async () => {
    const headers = { 'last-event-id': String(seen.at(-1) ?? 0) }
    const reader = await follow(port(), { path, headers }).catch(() => null)
    while (reader?.state() === 'open' && seen.length + reader.seqs().length < total) await sleep(10)
    seen.push(...(reader?.seqs() ?? []))
    reader?.close()
    await sleep(20)
  }
  const following = (async () => {
    while (seen.length < total) await followAgain()
  })()
  for (let index = 0; index < 40; index += 1) {
    await publish(`story-${index}`)
    if (index % 10 === 9 && index < 39) {
      await stop(running, 'SIGKILL')
      running = await restart()
    }
  }
  await following
  const polled = await fetch(`http://127.0.0.1:${port()}/v1/events?type=article.published&limit=100`)
  const { data } = (await polled.json()) as { data: { seq: number }[] }
  expect(data).toHaveLength(total)
  expect(seen).toEqual(data.map(({ seq }) => seq))
}, 60_000)

test('on SIGTERM, streams end in order, and the server does not wait for them', async () => {
  const { server, port } = await newsroom()
  const readers = await Promise.all(Array.from({ length: 50 }, () => follow(port())))
  const { code, milliseconds } = await stop(server, 'SIGTERM')
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(5_000)
  for (const reader of readers) {
    expect(reader.state()).toBe('ended')
    expect(Number(reader.blocks.at(-1)?.retry)).toBeGreaterThanOrEqual(1_000)
  }
})

const manual = 'docs/events.md'

test('the program in the manual misses nothing, and keeps its place when it is started again', async () => {
  const { port, publish } = await newsroom()
  const [program = ''] = blocksOf(manual, 'ts')
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'follow.ts'), program.replaceAll(documentedOrigin, `http://127.0.0.1:${port()}`))
  const start = () => {
    const child = spawn(resolve('node_modules/.bin/node'), ['follow.ts'], { cwd: folder })
    killAfterTest(child)
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
    })
    const prints = (lines: number) =>
      vi.waitFor(() => expect(printed.trim().split('\n')).toHaveLength(lines), { timeout: 10_000 })
    return { child, prints, printed: () => printed }
  }
  const first = start()
  await first.prints(1)
  await publish('one')
  await first.prints(2)
  expect(first.printed()).toContain('OpenAI and AWS Sign Agreement')
  await stop(first, 'SIGKILL')
  await publish('two')
  const second = start()
  await second.prints(1)
  await publish('three')
  await second.prints(2)
  // A backup that has fewer entries is restored: the tape is another one.
  const tapeOf = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')).tape
  writeFileSync(join(folder, 'place.json'), JSON.stringify({ tape: 'tape_other', place: '99999' }))
  await stop(second, 'SIGKILL')
  const third = start()
  await third.prints(4)
  expect(tapeOf('place.json')).toMatch(/^tape_(?!other)/)
  const ids = (first.printed() + second.printed())
    .trim()
    .split('\n')
    .map((line) => Number(line.split(' ')[0]))
  expect(ids).toEqual(ids.toSorted((one, other) => one - other))
  expect(new Set(ids).size).toBe(4)
})

/** A page of another origin, which follows the tape as the manual says, and tells what it has heard. */
function page(origin: string): string {
  const [script = ''] = blocksOf(manual, 'js')
  return `<!doctype html><script>
const heard = []
const show = ({ seq }) => {
  heard.push(seq)
  fetch('/heard', { method: 'POST', body: JSON.stringify(heard) })
}
${script.replace('https://news.example.com', origin).replace('instrument=XNAS:PLTR', 'type=article.published')}
follow()
</script>`
}

test.runIf(isInstalled('chromium'))(
  'a browser follows from a page of another origin, also behind a restart (needs chromium)',
  async () => {
    const { server, port, publish, restart } = await newsroom({ PORT: String(await findFreePort()) })
    let heard: number[] = []
    const site = createServer(async (request, response) => {
      if (request.method === 'POST') heard = JSON.parse(Buffer.concat(await request.toArray()).toString())
      response.setHeader('content-type', 'text/html').end(page(`http://127.0.0.1:${port()}`))
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void site.close().closeAllConnections())
    await once(site, 'listening')
    const address = `http://localhost:${(site.address() as AddressInfo).port}/`
    killAfterTest(
      spawn('chromium', [
        ...[
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--no-first-run',
        ],
        ...['--remote-debugging-port=0', `--user-data-dir=${temporaryFolder()}`, address],
      ]),
    )
    const hears = (count: number) =>
      vi.waitFor(() => expect(heard).toHaveLength(count), { timeout: 30_000, interval: 50 })
    await hears(1)
    await publish('one')
    await hears(2)
    await stop(server, 'SIGKILL')
    await restart()
    await publish('two')
    await hears(3)
    expect(new Set(heard).size).toBe(3)
  },
  90_000,
)
