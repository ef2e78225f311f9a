import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { Acknowledged } from '../crash/editors.ts'
import { connectDesk, type Reply, type Request, requestsWith } from '../desk-client.ts'
import { type Random, seededRandom } from '../fuzz/random.ts'
import { anArticle } from '../makers.ts'

/** Editors who work through several nodes, and try elsewhere what one does not answer. */
export function openDesks(ports: readonly number[], authorization: string) {
  const desks = ports.map((port) => connectDesk(port))
  onTestFinished(() => {
    for (const { close } of desks) close()
  })
  const make = requestsWith(authorization)
  const acknowledged: Acknowledged[] = []
  let turn = 0
  /** The answer of the first node that has one. A write that may be repeated has one effect. */
  const send = async (request: Request): Promise<Reply> => {
    for (;;) {
      const desk = desks[turn++ % desks.length]
      const reply = await desk?.send(request).catch(() => null)
      if (reply && reply.status < 300 && request.method !== 'GET') acknowledged.push({ request, reply })
      if (reply && reply.status < 500) return reply
      await sleep(20)
    }
  }
  const accepted = async (request: Request) => {
    const reply = await send(request)
    if (reply.status >= 300)
      throw new Error(`${request.method} ${request.path}: ${JSON.stringify(reply.data)}`)
    return reply
  }
  const create = async (slug: string, type = 'news') => {
    const { body, headline, locale } = anArticle()
    const { data } = await accepted(make.post('/admin/v1/articles', { body, headline, locale, type, slug }))
    return `/admin/v1/articles/${data.id}`
  }
  let published = 0
  /** Publishes what the newest revision says, now or at a moment. Resolves once it is public. */
  const publish = async (path: string, publishAt?: string) => {
    const { data } = await accepted(make.get(path))
    const order = { revision: data.revision, ...(publishAt && { publishAt }) }
    const { visibleFrom } = (await accepted(make.post(`${path}/publications`, order))).data
    published += 1
    await sleep(Math.max(0, Date.parse(String(visibleFrom)) - Date.now()))
  }
  const edit = async (path: string, headline: string) => {
    for (;;) {
      const { etag } = await accepted(make.get(path))
      const { status } = await send(make.patch(path, etag, { headline }))
      if (status === 200) return
    }
  }
  /** What an editor does with an article of his own that is public. */
  const act = async (path: string, random: Random) => {
    const headline = `Markets ${random.below(1e9)}`
    const correction = { kind: 'correction', severity: 'minor', was: 'higher', is: 'lower', note: 'It fell.' }
    const soon = () => new Date(Date.now() + 300 + random.below(700)).toISOString()
    await random.pick([
      () => edit(path, headline).then(() => publish(path)),
      () => edit(path, headline).then(() => publish(path, soon())),
      () => edit(path, headline).then(() => publish(path, soon())),
      () => accepted(make.post(`${path}/corrections`, { ...correction, patch: { headline } })),
      async () => {
        await accepted(make.post(`${path}/hold`, { reason: 'A source is being checked.' }))
        await accepted(make.post(`${path}/release`))
      },
    ])()
  }
  return {
    make,
    accepted,
    create,
    publish,
    acknowledged,
    /** Each slug is published, and then worked at by an editor, until so many publications are acknowledged. */
    async work(slugs: readonly string[], count: number, seed: number) {
      const edited = async (slug: string, index: number) => {
        const random = seededRandom(seed * 100 + index)
        const path = await create(slug)
        await publish(path)
        while (published < count) await act(path, random)
      }
      await Promise.all(slugs.map(edited))
    },
  }
}
