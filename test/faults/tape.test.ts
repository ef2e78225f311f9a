import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { createStore, type Running, startServer } from './process.ts'

// The first was shown to fail with a poller that looks every 150 ms (`intervalMs` in src/publishing/tape/follow.ts).

/** Schedules articles so far from now, so many milliseconds apart; returns their moments. */
async function schedule(
  file: string,
  { inMs, apartMs, count }: Record<'inMs' | 'apartMs' | 'count', number>,
) {
  const db = await openSqlite(file, createClock())
  const begin = Date.now() + inMs
  const moments: string[] = []
  for (let index = 0; index < count; index += 1) {
    const publishAt = new Date(begin + index * apartMs).toISOString()
    await newsroom(db).publish(articleKind, anArticle({ slug: `scheduled-${begin}-${index}` }), { publishAt })
    moments.push(publishAt)
  }
  await db.close()
  return moments
}

interface Entry {
  readonly at: string
  readonly recordedAt: string
}

async function tapeOf({ port }: Running): Promise<Entry[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/events?type=article.published&limit=100`)
  return JSON.parse(await answer.text()).data
}

const lag = ({ at, recordedAt }: Entry) => Date.parse(recordedAt) - Date.parse(at)

test('what becomes visible while the server lives is on the tape within 100 ms', async () => {
  const file = await createStore()
  const server = await startServer(file)
  const moments = await schedule(file, { inMs: 1_500, apartMs: 137, count: 20 })
  await sleep(Date.parse(moments.at(-1) ?? '') - Date.now() + 300)
  const entries = (await tapeOf(server)).filter(({ at }) => moments.includes(at))
  expect(entries.map(({ at }) => at)).toEqual(moments)
  expect(Math.max(...entries.map(lag))).toBeLessThanOrEqual(100)
})

test('what became visible while no server ran is on the tape before the first answer', async () => {
  const file = await createStore()
  const first = await startServer(file)
  const moments = await schedule(file, { inMs: 1_500, apartMs: 1, count: 5 })
  const ended = once(first.child, 'close')
  first.child.kill('SIGKILL')
  await ended
  await sleep(Date.parse(moments.at(-1) ?? '') - Date.now() + 100)
  const entries = (await tapeOf(await startServer(file))).filter(({ at }) => moments.includes(at))
  expect(entries.map(({ at }) => at)).toEqual(moments)
  expect(Math.min(...entries.map(lag))).toBeGreaterThan(100)
})

test('a write of another process on the store is noticed within 100 ms', async () => {
  const file = await createStore()
  const { port } = await startServer(file)
  const epoch = async () =>
    /^broadtape_epoch (\d+)$/m.exec(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())?.[1]
  const other = await openSqlite(file, createClock())
  const lags: number[] = []
  for (let count = 0; count < 10; count += 1) {
    const before = await epoch()
    await other.write(({ tx }) => touchEverything(tx))
    const writtenAt = performance.now()
    while ((await epoch()) === before && performance.now() - writtenAt < 5_000) await sleep(2)
    lags.push(performance.now() - writtenAt)
  }
  await other.close()
  expect(Math.max(...lags)).toBeLessThanOrEqual(100)
})
