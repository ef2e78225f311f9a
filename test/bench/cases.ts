import { constants, copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { slugOf } from '../../seeds/synthetic/article.ts'
import { courseOf } from '../../seeds/synthetic/course.ts'
import type { Aim } from './load.ts'
import { startBare, startBroadtape, type Target } from './processes.ts'

/** Two aims that are compared: what is measured, and by what. */
export interface Case {
  readonly name: string
  readonly articles: number
  readonly ours: Aim
  readonly base: Aim
}

/** A loaded store and the servers on copies of it. */
export interface Bench {
  readonly cases: readonly Case[]
  readonly targets: readonly Target[]
  /** The one with every setting at its default, but for the rate limit. */
  readonly server: Target
}

/** So many different articles are asked for where none is to be found in a cache. */
const randomPaths = 5_000

/** Starts what is compared on one store. */
export async function startBench(folder: string, databaseFile: string, articles: number): Promise<Bench> {
  let copies = 0
  // A store is served by one server.
  const serve = (environment: Record<string, string> = {}) => {
    const copy = join(folder, `${articles}-${copies++}.db`)
    copyFileSync(databaseFile, copy, constants.COPYFILE_FICLONE)
    return startBroadtape({ databaseUrl: `file:${copy}`, logFile: join(folder, 'requests.log'), environment })
  }
  const server = await serve()
  const uncached = await serve({ CACHE_BYTES: '0' })
  const logging = await serve({ LOG_REQUESTS: 'all' })
  const paths = visiblePaths(articles)
  const one = await pickTypical(server, paths)
  const list = '/v1/articles?limit=20'
  const article = await bytesOf(server, one)
  const bareArticle = await startBare(keep(folder, `${articles}-article.json`, article.bytes))
  const bareList = await startBare(keep(folder, `${articles}-list.json`, (await bytesOf(server, list)).bytes))
  const ok = (target: Target, ...asked: string[]): Aim => ({ target, pathsOf: () => asked, status: 200 })
  const add = (name: string, ours: Aim, base: Aim): Case => ({ name, articles, ours, base })
  const unchanged: Aim = {
    ...ok(server, one),
    status: 304,
    headers: { 'if-none-match': article.etag },
  }
  return {
    server,
    targets: [server, uncached, logging, bareArticle, bareList],
    cases: [
      add('article, cached', ok(server, one), ok(bareArticle, '/')),
      add('list of 20, cached', ok(server, list), ok(bareList, '/')),
      add('article, 304', unchanged, ok(bareArticle, '/')),
      add('article, uncached', ok(uncached, ...paths), ok(bareArticle, '/')),
      add('list of 20, uncached', ok(uncached, list), ok(bareList, '/')),
      add('page of an article : list of 20, cached', ok(server, one.replace('/v1', '')), ok(server, list)),
      add('LOG_REQUESTS all : errors', ok(logging, one), ok(server, one)),
    ],
  }
}

/** At most so many articles that are public now, spread over the whole store. */
export function visiblePaths(articles: number, limit = randomPaths): string[] {
  const visible = (index: number) => ['plain', 'updated', 'corrected'].includes(courseOf(index))
  const count = Math.min(articles, limit)
  // A stride that shares no factor with the count meets every article before it repeats.
  return Array.from({ length: count }, (_, place) => (place * 7_919) % articles)
    .filter(visible)
    .map((index) => `/v1/articles/${slugOf(index)}`)
}

/** One whose answer is as long as most: the yardstick of the uncached reads has one length only. */
async function pickTypical(server: Target, paths: readonly string[]): Promise<string> {
  const sampled: { path: string; size: number }[] = []
  // One after the other: a server that has just started sheds a hundred at once.
  for (const path of paths.slice(0, 99))
    sampled.push({ path, size: (await bytesOf(server, path)).bytes.length })
  const sorted = sampled.sort((one, other) => one.size - other.size)
  return sorted[Math.floor(sorted.length / 2)]?.path ?? ''
}

async function bytesOf({ address }: Target, path: string) {
  const response = await fetch(address + path, { headers: { 'accept-encoding': 'identity' } })
  if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`)
  return {
    bytes: Buffer.from(await response.arrayBuffer()),
    etag: response.headers.get('etag') ?? '',
  }
}

function keep(folder: string, name: string, bytes: Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}
