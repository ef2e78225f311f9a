import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Database } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { mergeSegments, segmentsOf } from '../../src/search/merge-segments.ts'
import { type Bench, startBench } from './cases.ts'
import { shoot } from './load.ts'
import { measurePaging } from './paging.ts'
import { residentMiB, runCli, startBroadtape } from './processes.ts'
import { describeMachine, print, shootAll, tableOf, tell } from './rounds.ts'
import { measureSearching, type SearchCosts } from './searching.ts'
import { measureStorm, stormRates } from './storm.ts'
import { measureSuggesting } from './suggesting.ts'
import { median, spread, table, whole } from './table.ts'
import { measureWrites, type WriteFigures } from './writes.ts'

/**
 * Measures the server beside a bare Fastify that sends the same bytes. Both are loaded in turn, in each round in
 * another order, and compared round by round: absolute figures depend on the machine and its hour, ratios hardly do.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    million: { type: 'boolean' },
    store: { type: 'string' },
    engine: { type: 'string' },
  },
})
const plan = values.quick
  ? { stores: [1_000], storm: 2_000, rounds: 2, seconds: 1, starts: 3 }
  : { stores: [1_000, 100_000], storm: 20_000, rounds: 5, seconds: 3, starts: 7 }
const isLarge = values.million || values.store !== undefined
const stores: readonly Store[] = isLarge
  ? [{ articles: values.store ? await countIn(values.store) : 1_000_000, body: 'small' }]
  : plan.stores.map((articles) => ({ articles, body: 'full' }))

interface Store {
  readonly articles: number
  readonly body: 'full' | 'small'
}

const folder = mkdtempSync(join(tmpdir(), 'broadtape-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** `--store` names a file in which made-up articles were loaded before: a million take half an hour. */
const fileOf = ({ articles }: Store) => values.store ?? join(folder, `${articles}.db`)

if (values.engine === 'postgres') {
  const { measureBeside } = await import('./beside.postgres.ts')
  await measureBeside(folder, plan.stores[0] ?? 0, plan)
  process.exit()
}

for (const store of values.store ? [] : stores) {
  tell(`Loading ${whole(store.articles)} articles …`)
  const startedAt = performance.now()
  await runCli(['seed', '--synthetic', String(store.articles), '--body', store.body], `file:${fileOf(store)}`)
  tell(`… in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
}
print(describeMachine(plan))
const starts = await measureStarts()
// What depends on the size of the store: load and writes take a copy of it for each server.
if (isLarge) print(startTable())
else await measureLoad()
await measureReads()

async function measureLoad(): Promise<void> {
  const benches: Bench[] = []
  for (const store of stores) benches.push(await startBench(folder, fileOf(store), store.articles))
  const freshMiB = benches.map(({ server }) => residentMiB(server.pid))
  const cases = benches.flatMap((bench) => bench.cases)
  print(tableOf(await shootAll(cases, plan), 'bare'))
  print(startTable(freshMiB, await measureMemory(benches)))
  for (const { targets } of benches) for (const target of targets) await target.stop()
  tell('Publishing while others read …')
  const stormFile = join(folder, 'storm-source.db')
  await runCli(['seed', '--synthetic', String(plan.storm), '--body', 'full'], `file:${stormFile}`)
  print(stormTable(await measureStorm(folder, { ...plan, databaseFile: stormFile, articles: plan.storm })))
  tell('Writing …')
  const writes: WriteFigures[] = []
  for (const clients of [1, 32])
    writes.push(await measureWrites({ folder, clients, seconds: 2 * plan.seconds, isPublishing: true }))
  print(writesTable(writes))
}

/** The time from starting the process to its first 200, on a migrated store. */
async function measureStarts(): Promise<{ store: Store; times: number[] }[]> {
  const measured = stores.map((store) => ({ store, times: [] as number[] }))
  for (let round = 0; round < plan.starts; round += 1) {
    for (const { store, times } of measured) {
      const server = await startBroadtape({
        databaseUrl: `file:${fileOf(store)}`,
        logFile: join(folder, 'requests.log'),
      })
      times.push(server.startMs)
      await server.stop()
    }
  }
  return measured
}

/** Resident memory once more articles were asked for than the cache holds. */
async function measureMemory(benches: readonly Bench[]): Promise<(number | null)[]> {
  const measured: (number | null)[] = []
  for (const { cases, server } of benches) {
    const uncached = cases.find(({ name }) => name === 'article, uncached')
    const paths = (uncached?.ours.pathsOf() ?? []).flatMap((path) =>
      ['blocks', 'html', 'text', 'markdown'].map((body) => `${path}?body=${body}`),
    )
    await shoot({ target: server, pathsOf: () => paths, status: 200 }, Math.max(2, plan.seconds))
    measured.push(residentMiB(server.pid))
  }
  return measured
}

async function measureReads(): Promise<void> {
  const pages: string[][] = []
  const searches: string[][] = []
  for (const store of stores) {
    tell('Searching …')
    // As loading has left the index, and merged, as a server has it some minutes later.
    searches.push(...(await searchRows(store)).filter(([name]) => name?.startsWith('all')))
    await withStore(store, (db) => mergeSegments(db))
    pages.push(await pagesRow(store))
    searches.push(...(await searchRows(store)))
    searches.push(...(await suggestionRows(store)))
  }
  print(table(['articles', 'page 1, p50 / p99 µs', 'far page', 'p50 / p99 µs', 'ratio of p50'], pages))
  print(table(['search', 'articles', 'segments', 'p50 ms', 'p99 ms', 'longest, ms'], searches))
}

async function countIn(file: string): Promise<number> {
  const db = await openSqlite(file, createClock())
  const count = db.snapshot((queries) =>
    queries
      .selectFrom('document')
      .select((select) => select.fn.countAll<number>().as('articles'))
      .where('kind', '=', 'article')
      .executeTakeFirstOrThrow(),
  )
  return count.then(({ articles }) => articles).finally(() => db.close())
}

async function withStore<Result>(store: Store, work: (db: Database) => Promise<Result>): Promise<Result> {
  const db = await openSqlite(fileOf(store), createClock())
  return work(db).finally(() => db.close())
}

function startTable(
  freshMiB: readonly (number | null)[] = [],
  fullMiB: readonly (number | null)[] = [],
): string {
  const head = ['articles', 'start to first 200, ms', 'memory at start, MiB', 'memory with a full cache, MiB']
  const rows = starts.map(({ store, times }, place) => [
    whole(store.articles),
    spread(times, 0),
    freshMiB[place]?.toFixed(0) ?? '–',
    fullMiB[place]?.toFixed(0) ?? '–',
  ])
  return table(head, rows)
}

function stormTable(storm: Awaited<ReturnType<typeof measureStorm>>): string {
  const none = storm.get(0) ?? []
  const rows = stormRates.map((rate) => {
    const shots = storm.get(rate) ?? []
    const ratios = shots.map(({ perSecond }, at) => perSecond / (none[at]?.perSecond ?? Number.NaN))
    return [
      whole(rate),
      whole(median(shots.map(({ perSecond }) => perSecond))),
      spread(ratios, 2),
      median(shots.map(({ p99Ms }) => p99Ms)).toFixed(1),
      `${(100 * median(shots.map(({ shed }) => shed))).toFixed(0)} %`,
    ]
  })
  return table(['publications/s', 'articles read/s', 'ratio to none', 'p99 ms', 'shed'], rows)
}

function writesTable(writes: readonly WriteFigures[]): string {
  const rows = writes.map(({ clients, perSecond, p50Ms, p99Ms, cpuMs }) => [
    whole(clients),
    whole(perSecond),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    cpuMs?.toFixed(2) ?? '–',
  ])
  return table(['clients that write', 'writes/s', 'p50 ms', 'p99 ms', 'CPU ms/write'], rows)
}

async function pagesRow(store: Store): Promise<string[]> {
  const { deepPage, first, deep } = await measurePaging(fileOf(store))
  const micros = ({ p50, p99 }: typeof first) => `${p50.toFixed(0)} / ${p99.toFixed(0)}`
  const ratio = (deep.p50 / first.p50).toFixed(2)
  return [whole(store.articles), micros(first), whole(deepPage), micros(deep), ratio]
}

async function searchRows(store: Store): Promise<string[][]> {
  const segments = await withStore(store, segmentsOf)
  return rowsOf(store, segments, await measureSearching(fileOf(store), store.articles))
}

async function suggestionRows(store: Store): Promise<string[][]> {
  return rowsOf(store, await withStore(store, segmentsOf), await measureSuggesting(fileOf(store)))
}

function rowsOf({ articles }: Store, segments: number, costs: readonly SearchCosts[]): string[][] {
  return costs.map(({ read, name, p50, p99, max }) => [
    `${name}, ${read}`,
    ...[articles, segments].map(whole),
    ...[p50, p99, max].map((ms) => ms.toFixed(2)),
  ])
}
