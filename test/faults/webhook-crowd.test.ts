import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { putReferences, topicPut } from '../../src/references/put.ts'
import { TopicContent } from '../../src/references/schema.ts'
import { connectDesk, requestsWith } from '../desk-client.ts'
import { anArticle } from '../makers.ts'
import { askRepeatedly, createClient } from './client.ts'
import { createStoreWithKey, killAfterTest, startServer } from './process.ts'

const webhooks = 1_000
const storiesPerSecond = 10
const topics = Array.from({ length: 10 }, (_, index) => `t${index}`)

async function startReceivers() {
  const child = spawn(process.execPath, ['test/faults/webhook-crowd-program.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  killAfterTest(child)
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const line = async () => {
    while (!printed.endsWith('\n')) await once(child.stdout, 'data')
    const text = printed
    printed = ''
    return text
  }
  const port = Number(await line())
  return {
    /** An address of its own for each. */
    urlOf: (index: number) => `http://127.1.${index >> 8}.${index & 255}:${port}/${index}`,
    async report(): Promise<{ readonly told: number[][]; readonly late: number[] }> {
      child.stdin.write('report\n')
      return JSON.parse(await line())
    },
  }
}

async function world(filterOf: (index: number) => object) {
  const { file, authorization } = await createStoreWithKey(50)
  const db = await openSqlite(file, createClock())
  const put = topics.map((code) => topicPut(TopicContent.parse({ scheme: 'medtop', code, name: code })))
  await db.write((write) => putReferences(write, put))
  await db.close()
  const secrets = { WEBHOOK_ALLOW: '127.0.0.0/8', SECRET_KEY: 'a text that nobody guesses, of a test' }
  const server = await startServer(file, { REVIEW_REQUIRED: 'false', ...secrets })
  const { send, close } = connectDesk(server.port)
  onTestFinished(close)
  const { post } = requestsWith(authorization)
  const receivers = await startReceivers()
  const make = async () => {
    for (let index = 0; index < webhooks; index += 1)
      await send(post('/admin/v1/webhooks', { url: receivers.urlOf(index), ...filterOf(index) }))
  }
  /** Publishes stories for some time, each on one of the topics. Returns their number. */
  const publish = async (forMs: number) => {
    const end = performance.now() + forMs
    const pause = 1_000 / storiesPerSecond
    let count = 0
    for (let next = performance.now(); next < end; next += pause) {
      const { headline, locale, type, body } = anArticle()
      const topic = { scheme: 'medtop', code: topics[count % topics.length] }
      const draft = { headline: `${headline} ${count}`, locale, type, body, topics: [topic] }
      const { data } = await send(post('/admin/v1/articles', draft))
      await send(post(`/admin/v1/articles/${data.id}/publications`, { revision: 1 }))
      count += 1
      await sleep(Math.max(0, next + pause - performance.now()))
    }
    return count
  }
  return { server, receivers, make, publish }
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? 0

/** Processor time of a server so far, in milliseconds: of the thread that answers reads, and of all of them. */
function cpuOf(pid: number | undefined) {
  const read = (file: string) => {
    const [user = 0, system = 0] =
      readFileSync(file, 'utf8').split(') ')[1]?.split(' ').slice(11).map(Number) ?? []
    return 10 * (user + system)
  }
  return { main: read(`/proc/${pid}/task/${pid}/stat`), all: read(`/proc/${pid}/stat`) }
}

/**
 * What 1,000 webhooks get of 10 stories a second, and what is left for reads. The receivers and the readers take
 * processors of this machine too: what a delivery costs the server is told by its processor time.
 */
async function measure(filterOf: (index: number) => object) {
  const { server, receivers, make, publish } = await world(filterOf)
  const client = createClient(server.port)
  const read = () => askRepeatedly(client, '/v1/articles?limit=20', 4, 5_000)
  const cpuDuring = async (work: () => Promise<number>) => {
    const before = cpuOf(server.child.pid)
    await work()
    const after = cpuOf(server.child.pid)
    return { main: after.main - before.main, all: after.all - before.all }
  }
  await read()
  const cpuAlone = await cpuDuring(() => publish(5_000))
  const [readsAlone] = await Promise.all([read(), publish(5_000)])
  await make()
  await publish(2_000)
  await sleep(2_000)
  await receivers.report()
  const cpu = await cpuDuring(() => publish(5_000))
  await sleep(2_000)
  const { late } = await receivers.report()
  const [readsBeside, stories] = await Promise.all([read(), publish(5_000)])
  await sleep(5_000)
  const beside = await receivers.report()
  for (const seqs of beside.told) expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other))
  const figures = {
    stories,
    deliveries: beside.late.length,
    p50: quantile(late, 0.5),
    p99: quantile(late, 0.99),
    p99BesideReads: quantile(beside.late, 0.99),
    mainMicroseconds: Math.round((1_000 * (cpu.main - cpuAlone.main)) / late.length),
    allMicroseconds: Math.round((1_000 * (cpu.all - cpuAlone.all)) / late.length),
    reads: Math.round((readsBeside.length / readsAlone.length) * 100) / 100,
    megabytes: Math.round(server.resident()),
  }
  console.info(figures)
  return figures
}

test('1,000 webhooks, each of which wants a tenth of 10 stories a second, have them within two seconds', async () => {
  const { stories, deliveries, p99, mainMicroseconds } = await measure((index) => ({
    topics: [`medtop:${topics[index % topics.length]}`],
  }))
  expect(deliveries).toBe((stories * webhooks) / topics.length)
  expect(p99).toBeLessThan(2_000)
  // A thousand deliveries a second take at most three tenths of the thread that answers reads.
  expect(mainMicroseconds).toBeLessThan(300)
}, 180_000)

test('1,000 webhooks that want all of it', async () => {
  const { stories, deliveries } = await measure(() => ({}))
  expect(deliveries).toBeGreaterThan(stories)
}, 180_000)
