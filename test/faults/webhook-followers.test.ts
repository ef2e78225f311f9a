import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connectDesk, type Reply, type Request, requestsWith } from '../desk-client.ts'
import { findFreePort } from '../free-port.ts'
import { seededRandom } from '../fuzz/random.ts'
import { anArticle } from '../makers.ts'
import { pollingFollower, receivingFollower, streamingFollower, type Told } from './followers.ts'
import { createStoreWithKey, type Running, startServer, stop } from './process.ts'

const settings = {
  REVIEW_REQUIRED: 'false',
  STREAMS_PER_CLIENT: '0',
  WEBHOOK_ALLOW: '127.0.0.0/8',
  SECRET_KEY: 'a text that nobody guesses, of a test',
}
const followers = { polling: 17, streaming: 17, receiving: 16 }
const acts = 150
const serverKills = 6

test('50 followers by poll, stream and webhook end with the same entries after a day with kills on all sides', async () => {
  const seed = Date.now() % 1_000_000
  console.info(`seed ${seed}`)
  const random = seededRandom(seed)
  const { below } = random
  const { file, authorization } = await createStoreWithKey()
  const port = await findFreePort()
  const start = () => startServer(file, { ...settings, PORT: String(port) })
  let server: Running = await start()
  const { post, put } = requestsWith(authorization)
  const desk = connectDesk(port)
  onTestFinished(desk.close)
  /** Until it is answered: the key of the request lets it have one effect. */
  const send = async (request: Request): Promise<Reply> => {
    for (;;) {
      const reply = await desk.send(request).catch(() => null)
      if (reply && reply.status < 500) return reply
      await sleep(50)
    }
  }
  const all = [
    ...Array.from({ length: followers.polling }, () => pollingFollower(port)),
    ...Array.from({ length: followers.streaming }, () => streamingFollower(port)),
  ]
  const webhooks: string[] = []
  for (let count = 0; count < followers.receiving; count += 1) {
    const follower = await receivingFollower(random)
    const payload = count % 2 === 0 ? 'thin' : 'full'
    const { data } = await send(post('/admin/v1/webhooks', { url: follower.url, payload }))
    await send(post(`/admin/v1/webhooks/${data.id}/replay`, { after: 0 }))
    webhooks.push(String(data.id))
    all.push(follower)
  }
  const act = createActs(send, { post, put }, below)
  const killing = setInterval(() => all[below(all.length)]?.kill(), 150)
  for (let count = 0; count < acts; count += 1) {
    await act(count)
    if (count % Math.floor(acts / serverKills) === 10) {
      await stop(server, 'SIGKILL')
      server = await start()
    }
  }
  clearInterval(killing)
  const entries = await tapeOf(port)
  expect(entries.length).toBeGreaterThan(acts)
  await vi.waitFor(
    async () => {
      // A receiver that failed often would be tried again in minutes.
      for (const id of webhooks) await send(post(`/admin/v1/webhooks/${id}/enable`))
      for (const { told } of all) expect(told.length).toBe(entries.length)
    },
    { timeout: 60_000, interval: 1_000 },
  )
  for (const { told } of all) expect(told).toEqual(entries)
}, 240_000)

type Make = ReturnType<typeof requestsWith>

/** Random acts of a newsroom: stories, corrections, retractions and references. */
function createActs(
  send: (request: Request) => Promise<Reply>,
  { post, put }: Pick<Make, 'post' | 'put'>,
  below: (limit: number) => number,
) {
  const stories: string[] = []
  return async (count: number) => {
    const kind = below(10)
    const story = stories[below(Math.max(1, stories.length))]
    if (kind < 6 || !story) {
      const { headline, locale, type, body } = anArticle()
      const { data } = await send(
        post('/admin/v1/articles', { headline: `${headline} ${count}`, locale, type, body }),
      )
      await send(post(`/admin/v1/articles/${data.id}/publications`, { revision: 1 }))
      stories.push(String(data.id))
    } else if (kind < 8) {
      const correction = {
        kind: 'correction',
        severity: 'material',
        was: 'higher',
        is: 'lower',
        note: 'It was wrong.',
      }
      const patch = { headline: `Markets Open Lower ${count}` }
      await send(post(`/admin/v1/articles/${story}/corrections`, { ...correction, patch }))
    } else if (kind === 8) {
      stories.splice(stories.indexOf(story), 1)
      await send(post(`/admin/v1/articles/${story}/retractions`, { kind: 'kill', notice: 'It was wrong.' }))
    } else
      await send(
        put(`/admin/v1/entities/company-${count}`, { type: 'organisation', name: `Company ${count}` }),
      )
  }
}

async function tapeOf(port: number): Promise<Told[]> {
  const all: Told[] = []
  for (let after = 0; ; after = all.at(-1)?.seq ?? 0) {
    const url = `http://127.0.0.1:${port}/v1/events?limit=100&after=${after}`
    const { data } = (await (await fetch(url)).json()) as { data: Told[] }
    if (data.length === 0) return all
    all.push(...data.map(({ seq, type, subject }) => ({ seq, type, subject })))
  }
}
