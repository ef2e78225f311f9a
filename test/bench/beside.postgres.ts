import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { startServer } from '../server.postgres.ts'
import { type Case, visiblePaths } from './cases.ts'
import type { Aim } from './load.ts'
import { runCli, startBroadtape, type Target } from './processes.ts'
import { describeMachine, type Plan, print, shootAll, tableOf, tell } from './rounds.ts'
import { median, spread, table } from './table.ts'
import { measureWrites, type WriteFigures } from './writes.ts'

const writers = 256

/**
 * Measures the server on PostgreSQL beside the server on a file with the same rows, in turn. The database writes through
 * to the disk, as the file does, and runs beside the load where processes are pinned.
 */
export async function measureBeside(folder: string, articles: number, plan: Plan): Promise<void> {
  const database = await startServer({ isDurable: true })
  try {
    await database.ready
    await compare(folder, database.url, articles, plan)
  } finally {
    await database.stop()
  }
}

async function compare(folder: string, server: string, articles: number, plan: Plan): Promise<void> {
  tell('Loading …')
  const file = join(folder, 'file.db')
  const urls = { file: `file:${file}`, database: await createDatabase(server, 'reads') }
  await runCli(['seed', '--synthetic', String(articles), '--body', 'full'], urls.file)
  await runCli(['copy', '--from', urls.file, '--to', urls.database], urls.database)
  const targets: Target[] = []
  const serve = async (databaseUrl: string, environment = {}) => {
    const target = await startBroadtape({ databaseUrl, logFile: join(folder, 'requests.log'), environment })
    targets.push(target)
    return target
  }
  const uncached = { CACHE_BYTES: '0' }
  const copy = join(folder, 'uncached.db')
  copyFileSync(file, copy)
  const pairs = [
    { cached: true, ours: await serve(urls.database), base: await serve(urls.file) },
    {
      cached: false,
      ours: await serve(urls.database, uncached),
      base: await serve(`file:${copy}`, uncached),
    },
  ]
  const paths = visiblePaths(articles)
  const asked = {
    article: { cached: paths.slice(0, 1), uncached: paths },
    list: { cached: ['/v1/articles?limit=20'], uncached: ['/v1/articles?limit=20'] },
  }
  const aim = (target: Target, asked: readonly string[]): Aim => ({
    target,
    pathsOf: () => asked,
    status: 200,
  })
  const cases = Object.entries(asked).flatMap(([name, of]) =>
    pairs.map(({ cached, ours, base }): Case => {
      const paths = cached ? of.cached : of.uncached
      const kind = cached ? 'cached' : 'uncached'
      return { name: `${name}, ${kind}`, articles, ours: aim(ours, paths), base: aim(base, paths) }
    }),
  )
  const shots = await shootAll(cases, plan)
  for (const target of targets) await target.stop()
  print(describeMachine(plan))
  print(tableOf(shots, 'file'))
  print(tableOfWrites(await compareWrites(folder, server, plan)))
}

interface Written {
  readonly ours: WriteFigures
  readonly base: WriteFigures
}

/** Drafts of many clients. Each round has stores of its own, with the sample. */
async function compareWrites(folder: string, server: string, { rounds, seconds }: Plan): Promise<Written[]> {
  const written: Written[] = []
  for (let round = 1; round <= rounds; round += 1) {
    tell(`Writing, round ${round} of ${rounds} …`)
    const order = { folder, clients: writers, seconds: 2 * seconds, isPublishing: false }
    const base = await measureWrites(order)
    const databaseUrl = await createDatabase(server, `writes_${round}`)
    written.push({ base, ours: await measureWrites({ ...order, databaseUrl }) })
  }
  return written
}

function tableOfWrites(written: readonly Written[]): string {
  const figures = (name: string, all: readonly WriteFigures[]) => [
    name,
    spread(
      all.map(({ perSecond }) => perSecond),
      0,
    ),
    ...[all.map(({ p50Ms }) => p50Ms), all.map(({ p99Ms }) => p99Ms)].map((values) =>
      median(values).toFixed(0),
    ),
  ]
  return table(
    [`drafts of ${writers} clients`, 'accepted/s', 'p50 ms', 'p99 ms'],
    [
      figures(
        'PostgreSQL',
        written.map(({ ours }) => ours),
      ),
      figures(
        'file',
        written.map(({ base }) => base),
      ),
    ],
  )
}

/** An empty database on the server. */
async function createDatabase(server: string, name: string): Promise<string> {
  const client = new Client({ connectionString: server })
  await client.connect()
  await client.query(`create database ${name} template template0 encoding 'UTF8'`)
  await client.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
