import { constants, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { visiblePaths } from './cases.ts'
import { type Desk, startDesk } from './desk.ts'
import { type Shot, shoot } from './load.ts'

/** Publications a second beside which articles are read; none is what the others are compared with. */
export const stormRates = [0, 10, 50] as const
export type StormRate = (typeof stormRates)[number]

interface StormPlan {
  readonly databaseFile: string
  readonly articles: number
  readonly rounds: number
  readonly seconds: number
}

/** Readers of articles, the popular ones most, while others are published: the rounds of each rate. */
export async function measureStorm(
  folder: string,
  { databaseFile, articles, rounds, seconds }: StormPlan,
): Promise<Map<StormRate, Shot[]>> {
  const copy = join(folder, 'storm.db')
  copyFileSync(databaseFile, copy, constants.COPYFILE_FICLONE)
  const desk = await startDesk(folder, `file:${copy}`)
  const popular = byZipf(visiblePaths(articles, articles))
  const read = (duration: number) =>
    shoot(
      {
        target: desk.server,
        pathsOf: () => Array.from({ length: pathsOfEach }, popular),
        headers: { 'accept-encoding': 'gzip' },
        status: 200,
      },
      duration,
    )
  await read(seconds)
  const shots = new Map<StormRate, Shot[]>(stormRates.map((rate) => [rate, []]))
  for (let round = 0; round < rounds; round += 1)
    for (const rate of round % 2 === 0 ? stormRates : stormRates.toReversed()) {
      const stop = publishAtRate(desk, rate)
      shots.get(rate)?.push(await read(seconds))
      await stop()
    }
  await desk.stop()
  return shots
}

/** Requests that a connection repeats. */
const pathsOfEach = 3_000

/** Draws paths by Zipf's law: the nth is asked for a nth as often as the first. */
function byZipf(paths: readonly string[]): () => string {
  const shares: number[] = []
  let sum = 0
  for (const place of paths.keys()) {
    sum += 1 / (place + 1)
    shares.push(sum)
  }
  return () => {
    const drawn = Math.random() * sum
    let [low, high] = [0, shares.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((shares[middle] ?? 0) < drawn) low = middle + 1
      else high = middle
    }
    return paths[low] ?? ''
  }
}

/** Publishes so many articles a second until it is stopped. */
function publishAtRate(desk: Desk, rate: number): () => Promise<void> {
  const begunAt = performance.now()
  const publications: Promise<void>[] = []
  let isOver = false
  const run = async () => {
    while (!isOver) {
      const due = ((performance.now() - begunAt) / 1_000) * rate
      while (publications.length < due) publications.push(desk.publish())
      await sleep(2)
    }
    await Promise.all(publications)
  }
  const running = run()
  return () => {
    isOver = true
    return running
  }
}
