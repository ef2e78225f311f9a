import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { putReferences, topicPut } from '../../src/references/put.ts'
import { TopicContent } from '../../src/references/schema.ts'
import { connectDesk, requestsWith } from '../desk-client.ts'
import { anArticle } from '../makers.ts'
import { askRepeatedly, createClient } from './client.ts'
import { createStoreWithKey, killAfterTest, startServer } from './process.ts'

const readers = 2_000
const restless = 200
const topics = Array.from({ length: 10 }, (_, index) => `t${index}`)
const publishingMs = 15_000

interface Told {
  readonly filter: number
  readonly seen: readonly number[]
  readonly late: readonly number[]
}

async function newsroom() {
  const { file, authorization } = await createStoreWithKey(50)
  const db = await openSqlite(file, createClock())
  await db.write((write) =>
    putReferences(
      write,
      topics.map((code) => topicPut(TopicContent.parse({ scheme: 'medtop', code, name: code }))),
    ),
  )
  await db.close()
  const server = await startServer(file, { REVIEW_REQUIRED: 'false', STREAMS_PER_CLIENT: '0' })
  const { send, close } = connectDesk(server.port)
  onTestFinished(close)
  const { post } = requestsWith(authorization)
  /** Publishes 20 stories a second for some time, each on one of the topics. */
  const publish = async (forMs: number) => {
    const end = performance.now() + forMs
    let count = 0
    for (let next = performance.now(); next < end; next += 50) {
      const { headline, locale, type, body } = anArticle()
      const topic = { scheme: 'medtop', code: topics[count % topics.length] }
      const draft = { headline: `${headline} ${count}`, locale, type, body, topics: [topic] }
      const { data } = await send(post('/admin/v1/articles', draft))
      const { status } = await send(post(`/admin/v1/articles/${data.id}/publications`, { revision: 1 }))
      expect(status).toBe(201)
      count += 1
      await sleep(Math.max(0, next + 50 - performance.now()))
    }
    return count
  }
  const headOf = async () => {
    const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
    const gauge = (name: string) => Number(new RegExp(`^broadtape_${name} (\\d+)$`, 'm').exec(text)?.[1])
    return { seq: gauge('tape_head'), streams: gauge('streams') }
  }
  return { server, publish, headOf }
}

function startReaders(port: number, after: number) {
  const args = ['test/faults/stream-crowd-program.ts', port, readers, restless, after].map(String)
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  killAfterTest(child)
  const say = (command: string) => void child.stdin.write(`${command}\n`)
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  return {
    say,
    async report(): Promise<Told[]> {
      printed = ''
      say('report')
      while (!printed.endsWith('\n')) await once(child.stdout, 'data')
      return JSON.parse(printed)
    },
  }
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? 0

test('2,000 readers, 200 of them restless, see every entry of their filter once, in order, and soon', async () => {
  const { server, publish, headOf } = await newsroom()
  const client = createClient(server.port)
  const path = '/v1/articles?limit=20'
  await askRepeatedly(client, path, 8, 2_000)
  const publishingAlone = publish(5_000)
  const alone = (await askRepeatedly(client, path, 8, 4_000)).length
  await publishingAlone
  const { seq } = await headOf()
  const before = server.resident()
  const crowd = startReaders(server.port, seq)
  await vi.waitFor(async () => expect((await headOf()).streams).toBe(readers), {
    timeout: 30_000,
    interval: 200,
  })
  await sleep(2_000)
  const kibPerReader = ((server.resident() - before) * 1_024) / readers
  crowd.say('churn')
  const publishing = publish(publishingMs)
  const beside = (await askRepeatedly(client, path, 8, 4_000)).length
  const count = await publishing
  crowd.say('calm')
  const all = await entriesAfter(server.port, seq)
  expect(all.length).toBeGreaterThanOrEqual(count)
  await sleep(3_000)
  const told = await crowd.report()
  for (const { filter, seen } of told) {
    const expected = await entriesAfter(server.port, seq, `topic=medtop:t${filter}`)
    expect(seen).toEqual(expected)
  }
  const late = told.slice(restless).flatMap((one) => one.late)
  const figures = {
    stories: count,
    p50: quantile(late, 0.5),
    p99: quantile(late, 0.99),
    kibPerReader: Math.round(kibPerReader),
    readsBeside: Math.round((beside / alone) * 100) / 100,
  }
  console.info(figures)
  expect(figures.p99).toBeLessThan(500)
  expect(kibPerReader).toBeLessThan(30)
  expect(figures.readsBeside).toBeGreaterThan(0.4)
}, 120_000)

const known = new Map<string, number[]>()

/** The numbers of all entries after one, by the poll. */
async function entriesAfter(port: number, after: number, filter = ''): Promise<number[]> {
  const name = `${after} ${filter}`
  const found = known.get(name)
  if (found) return found
  const seqs: number[] = []
  for (let next = `/v1/events?limit=100&after=${after}&${filter}`; ; ) {
    const { data, page } = (await (await fetch(`http://127.0.0.1:${port}${next}`)).json()) as {
      data: { seq: number }[]
      page: { next: string }
    }
    seqs.push(...data.map(({ seq }) => seq))
    if (page.next === next || data.length === 0) break
    next = page.next
  }
  known.set(name, seqs)
  return seqs
}
