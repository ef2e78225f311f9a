import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { addMilliseconds } from '../../src/values/time.ts'
import { connectDesk, requestsWith } from '../desk-client.ts'
import { testStore } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { aDisclaimer, aMenu, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { fakeTime } from './faketime.ts'
import { type Running, startServer } from './process.ts'

// Shown to fail with a clock that steps back (src/kernel/clock.ts), a store that does not tell its last instant (src/db/sqlite/open.ts),
// a predicate that begins a millisecond late (src/publishing/view.ts), and prepared answers that outlive a change
// (src/http/endpoints/read.ts).

const on = (time: string) => `2026-05-01T${time}.000Z`
const opened = on('06:00:00')

/** What changes at each instant: the address, and what it answers before and from then on. */
const changes: [what: string, at: string, path: string, before: string, after: string][] = [
  ['publishAt', on('09:00:00'), '/v1/articles/scheduled', '404', '200 1'],
  ['embargoedUntil', on('10:00:00'), '/v1/articles/embargoed', '404', '200 1'],
  ['expiresAt', on('11:00:00'), '/v1/articles/expiring', '200 1', '404'],
  ['the update of a live article', on('12:00:00'), '/v1/articles/updated', '200 1', '200 2'],
  ['a menu', on('13:00:00'), '/v1/product-menus/main-menu', '200 1', '200 2'],
  ['a disclaimer', on('14:00:00'), '/v1/disclaimers/capital-at-risk', '404', '200 1'],
]

/** A server whose clock stands, on a store in which something changes at each of these instants. */
async function scheduledNewsroom() {
  const { db, file } = await testStore({ startAt: '2026-05-01T05:00:00.000Z' })
  const desk = newsroom(db)
  const story = (slug: string) => anArticle({ slug, storyKey: slug })
  await desk.publish(articleKind, story('scheduled'), { publishAt: on('09:00:00') })
  await desk.publish(articleKind, story('embargoed'), { embargoedUntil: on('10:00:00') })
  await desk.publish(articleKind, story('expiring'), { expiresAt: on('11:00:00') })
  const updated = await desk.publish(articleKind, story('updated'))
  await desk.update(articleKind, updated, story('updated'), { publishAt: on('12:00:00') })
  const menu = await desk.publish(productMenuKind, aMenu())
  await desk.update(productMenuKind, menu, aMenu(), { publishAt: on('13:00:00') })
  await desk.publish(disclaimerKind, aDisclaimer(), { publishAt: on('14:00:00') })
  const key = await withKey(db)
  await db.close()
  const time = fakeTime(join(dirname(file), 'time'), opened)
  const start = () => startServer(file, { ...time.settings, REVIEW_REQUIRED: 'false' })
  return { time, start, server: await start(), make: requestsWith(key.authorization) }
}

async function read<Data>({ port }: Running, path: string) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  const body: { readonly data: Data } = JSON.parse(await answer.text())
  return { status: answer.status, data: body.data }
}

/** The status, and of what is there the version. */
async function see(server: Running, path: string): Promise<string> {
  const { status, data } = await read<{ version: number }>(server, path)
  return status === 200 ? `200 ${data.version}` : String(status)
}

/** Whether the list of its kind has it. */
async function isListed(server: Running, path: string): Promise<boolean> {
  const list = path.replace(/\/[^/]+$/, '?limit=100')
  const { data } = await read<{ links: { self: string } }[]>(server, list)
  return data.some(({ links }) => links.self.split('?')[0] === path)
}

const tapeOf = async (server: Running) =>
  (await read<{ seq: number; at: string }[]>(server, '/v1/events?limit=100')).data

test('each change is there in its millisecond, not one before, and on the tape within 100 ms', async () => {
  const { server, time } = await scheduledNewsroom()
  for (const [what, at, path, before, after] of changes) {
    const seen: string[] = []
    for (const moment of [-60_000, -1, 0, 1]) {
      time.set(addMilliseconds(at, moment))
      const now = await see(server, path)
      seen.push(now, await see(server, path))
      expect(await isListed(server, path)).toBe(now !== '404')
    }
    expect({ what, seen }).toEqual({
      what,
      seen: [before, before, before, before, after, after, after, after],
    })
    await sleep(100)
    expect((await tapeOf(server)).at(-1)?.at).toBe(at)
  }
})

test('a clock that jumps a day ahead skips nothing, and one that steps back takes nothing back', async () => {
  const { server, time, start, make } = await scheduledNewsroom()
  const all = (from: Running) => Promise.all(changes.map(([, , path]) => see(from, path)))
  const afterwards = changes.map(([, , , , after]) => after)
  expect(await all(server)).toEqual(changes.map(([, , , before]) => before))
  time.set('2026-05-02T12:00:00.000Z')
  expect(await all(server)).toEqual(afterwards)
  await sleep(150)
  const tape = await tapeOf(server)
  expect(tape.slice(-changes.length).map(({ at }) => at)).toEqual(changes.map(([, at]) => at))

  time.set(opened)
  expect(await all(server)).toEqual(afterwards)
  const ended = once(server.child, 'close')
  server.child.kill('SIGKILL')
  await ended

  const restarted = await start()
  expect(await all(restarted)).toEqual(afterwards)
  expect((await tapeOf(restarted)).slice(0, tape.length)).toEqual(tape)
  time.set('2026-05-02T12:00:01.000Z')
  const first = await publishNow(restarted, make, 'after-step-back')
  expect(first.visibleFrom > '2026-05-02T12:00:00.000Z').toBe(true)
  expect(await see(restarted, '/v1/articles/after-step-back')).toBe('200 1')
})

test('after a clock was ahead for a moment nothing is published until it has caught up, and everybody is told', async () => {
  const { server, time, start, make } = await scheduledNewsroom()
  await publishNow(server, make, 'before')
  time.set(on('07:00:00'))
  await publishNow(server, make, 'ahead')
  time.set(addMilliseconds(opened, 3_000))
  for (const running of [server, null]) {
    const one = running ?? (await restart(server, start))
    for (const order of [{}, { embargoedUntil: on('06:30:00') }, { publishAt: on('08:00:00') }]) {
      const refusal = await publishNow(one, make, `behind-${randomUUID()}`, order)
      expect(refusal).toMatchObject({ code: 'clock-behind', status: 503 })
      expect(Number(refusal.retryAfter)).toBeGreaterThanOrEqual(3_597)
      expect(Number(refusal.retryAfter)).toBeLessThanOrEqual(3_598)
    }
    await sleep(1_200)
    const ready = await fetch(`http://127.0.0.1:${one.port}/readyz`)
    expect([ready.status, JSON.parse(await ready.text()).checks.clock]).toEqual([200, 'behind'])
    const metrics = await (await fetch(`http://127.0.0.1:${one.port}/metrics`)).text()
    expect(metrics).toMatch(/broadtape_clock_behind_seconds 359[67]/)
    await sleep(1_200)
    expect(one.output()).toMatch(/the system clock is behind/)
    expect(await see(one, '/v1/articles/ahead')).toBe('200 1')
    if (running) continue
    time.set(on('07:00:01'))
    expect((await publishNow(one, make, 'caught-up')).visibleFrom > on('07:00:00')).toBe(true)
    await sleep(2_200)
    expect(one.output()).toMatch(/the system clock has caught up/)
  }
})

async function restart(server: Running, start: () => Promise<Running>): Promise<Running> {
  const ended = once(server.child, 'close')
  server.child.kill('SIGKILL')
  await ended
  return start()
}

/** Publishes an article over the desk API. */
async function publishNow(
  { port }: Running,
  make: ReturnType<typeof requestsWith>,
  slug: string,
  order: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown> & { visibleFrom: string }> {
  const { send, close } = connectDesk(port)
  const { body, headline, locale, type } = anArticle()
  const { data } = await send(make.post('/admin/v1/articles', { body, headline, locale, type, slug }))
  const path = `/admin/v1/articles/${data.id}/publications`
  const { method, headers, body: sent } = make.post(path, { revision: 1, ...order })
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers,
    body: JSON.stringify(sent),
  })
  close()
  const told = JSON.parse(await answer.text())
  return { retryAfter: answer.headers.get('retry-after'), ...(told.data ?? told) }
}
