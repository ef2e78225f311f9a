import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Bench, type Case, startBench } from './cases.ts'
import { type Shot, shoot } from './load.ts'
import { measurePaging } from './paging.ts'
import { isPinned, residentMiB, runCli, startBroadtape } from './processes.ts'
import { measureSearching } from './searching.ts'
import { measureStorm, type StormRate, stormRates } from './storm.ts'
import { measureSuggesting } from './suggesting.ts'
import { median, spread, table, whole } from './table.ts'
import { measureWrites, type WriteFigures } from './writes.ts'

/**
 * Measures the server beside a bare Fastify that sends the same bytes. Both are loaded in turn, in each round in
 * another order, and compared round by round: absolute figures depend on the machine and its hour, ratios hardly do.
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean' }, million: { type: 'boolean' } } })
const plan = values.quick
  ? { stores: [1_000], storm: 2_000, rounds: 2, seconds: 1, starts: 3 }
  : { stores: [1_000, 100_000], storm: 20_000, rounds: 5, seconds: 3, starts: 7 }
const stores: readonly Store[] = values.million
  ? [{ articles: 1_000_000, body: 'small' }]
  : plan.stores.map((articles) => ({ articles, body: 'full' }))

interface Pair {
  readonly ours: Shot
  readonly base: Shot
}

interface Store {
  readonly articles: number
  readonly body: 'full' | 'small'
}

const folder = mkdtempSync(join(tmpdir(), 'broadtape-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const tell = (text: string) => process.stderr.write(`${text}\n`)
const fileOf = ({ articles }: Store) => join(folder, `${articles}.db`)

for (const store of stores) {
  tell(`Loading ${whole(store.articles)} articles …`)
  const startedAt = performance.now()
  await runCli(['seed', '--synthetic', String(store.articles), '--body', store.body], fileOf(store))
  tell(`… in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
}
const starts = await measureStarts()
const benches: Bench[] = []
for (const store of stores) benches.push(await startBench(folder, fileOf(store), store.articles))
const freshMiB = benches.map(({ server }) => residentMiB(server.pid))
const cases = benches.flatMap((bench) => bench.cases)
const shots = await shootAll(cases)
const memory = await measureMemory()
for (const { targets } of benches) for (const target of targets) await target.stop()
tell('Publishing while others read …')
const stormFile = join(folder, 'storm-source.db')
await runCli(['seed', '--synthetic', String(plan.storm), '--body', 'full'], stormFile)
const storm = await measureStorm(folder, { ...plan, databaseFile: stormFile, articles: plan.storm })
tell('Writing …')
const writes: WriteFigures[] = []
for (const clients of [1, 32]) writes.push(await measureWrites(folder, clients, 2 * plan.seconds))
await report()

/** The time from starting the process to its first 200, on a migrated store. */
async function measureStarts(): Promise<{ store: Store; times: number[] }[]> {
  const measured = stores.map((store) => ({ store, times: [] as number[] }))
  for (let round = 0; round < plan.starts; round += 1) {
    for (const { store, times } of measured) {
      const server = await startBroadtape({
        databaseFile: fileOf(store),
        logFile: join(folder, 'requests.log'),
      })
      times.push(server.startMs)
      await server.stop()
    }
  }
  return measured
}

/** Every case in every round, after one that is thrown away: code is compiled and caches are filled by it. */
async function shootAll(all: readonly Case[]): Promise<Map<Case, Pair[]>> {
  const shots = new Map(all.map((one) => [one, [] as Pair[]]))
  tell('Warming up …')
  for (const one of all) await shootPair(one, 1, true)
  for (let round = 1; round <= plan.rounds; round += 1) {
    tell(`Round ${round} of ${plan.rounds} …`)
    for (const one of all) shots.get(one)?.push(await shootPair(one, plan.seconds, round % 2 === 0))
  }
  return shots
}

async function shootPair({ ours, base }: Case, seconds: number, isOursFirst: boolean): Promise<Pair> {
  if (isOursFirst) return { ours: await shoot(ours, seconds), base: await shoot(base, seconds) }
  const early = await shoot(base, seconds)
  return { ours: await shoot(ours, seconds), base: early }
}

/** Resident memory once more articles were asked for than the cache holds. */
async function measureMemory(): Promise<(number | null)[]> {
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

async function report(): Promise<void> {
  const processor = cpus()[0]?.model ?? 'unknown processor'
  const pinning = isPinned ? 'server on CPU 0, load on CPU 1' : 'processes not pinned'
  const print = (text: string) => process.stdout.write(`${text}\n\n`)
  print(
    `Node ${process.versions.node}, ${cpus().length} × ${processor}, ${pinning}; 32 connections, ` +
      `${plan.rounds} rounds of ${plan.seconds} s. Median of the rounds, in parentheses the lowest and the highest.`,
  )
  print(
    table(
      [
        'case',
        'articles',
        'req/s',
        'bare req/s',
        'ratio, paired',
        'p99 ms',
        'CPU µs/req',
        'bare CPU µs/req',
        'busy',
        'shed',
      ],
      cases.map(rowOf),
    ),
  )
  print(
    table(
      ['articles', 'start to first 200, ms', 'memory at start, MiB', 'memory with a full cache, MiB'],
      starts.map(({ store, times }, place) => [
        whole(store.articles),
        spread(times, 0),
        freshMiB[place]?.toFixed(0) ?? '–',
        memory[place]?.toFixed(0) ?? '–',
      ]),
    ),
  )
  print(
    table(
      ['publications/s', 'articles read/s', 'ratio to none', 'p99 ms', 'shed'],
      stormRates.map((rate) => stormRow(rate)),
    ),
  )
  print(
    table(
      ['clients that write', 'writes/s', 'p50 ms', 'p99 ms', 'CPU ms/write'],
      writes.map(({ clients, perSecond, p50Ms, p99Ms, cpuMs }) => [
        whole(clients),
        whole(perSecond),
        p50Ms.toFixed(1),
        p99Ms.toFixed(1),
        cpuMs?.toFixed(2) ?? '–',
      ]),
    ),
  )
  const pages: string[][] = []
  for (const store of stores) {
    const { deepPage, first, deep } = await measurePaging(fileOf(store))
    const micros = ({ p50, p99 }: typeof first) => `${p50.toFixed(0)} / ${p99.toFixed(0)}`
    pages.push([
      whole(store.articles),
      micros(first),
      whole(deepPage),
      micros(deep),
      (deep.p50 / first.p50).toFixed(2),
    ])
  }
  print(table(['articles', 'page 1, p50 / p99 µs', 'far page', 'p50 / p99 µs', 'ratio of p50'], pages))
  const searches: string[][] = []
  for (const store of stores) {
    const measured = [
      ...(await measureSearching(fileOf(store), store.articles)),
      ...(await measureSuggesting(fileOf(store))),
    ]
    for (const { read, name, p50, p99, max } of measured)
      searches.push([
        `${name}, ${read}`,
        whole(store.articles),
        ...[p50, p99, max].map((ms) => ms.toFixed(2)),
      ])
  }
  print(table(['search', 'articles', 'p50 ms', 'p99 ms', 'longest, ms'], searches))
}

function stormRow(rate: StormRate): string[] {
  const shots = storm.get(rate) ?? []
  const none = storm.get(0) ?? []
  return [
    whole(rate),
    whole(median(shots.map(({ perSecond }) => perSecond))),
    spread(
      shots.map(({ perSecond }, round) => perSecond / (none[round]?.perSecond ?? Number.NaN)),
      2,
    ),
    median(shots.map(({ p99Ms }) => p99Ms)).toFixed(1),
    `${(100 * median(shots.map(({ shed }) => shed))).toFixed(0)} %`,
  ]
}

function rowOf(one: Case): string[] {
  const pairs = shots.get(one) ?? []
  const ofOurs = (value: (shot: Shot) => number | null) =>
    median(numbers(pairs.map(({ ours }) => value(ours))))
  const ofBase = (value: (shot: Shot) => number | null) =>
    median(numbers(pairs.map(({ base }) => value(base))))
  return [
    one.name,
    whole(one.articles),
    whole(ofOurs((shot) => shot.perSecond)),
    whole(ofBase((shot) => shot.perSecond)),
    spread(
      pairs.map(({ ours, base }) => ours.perSecond / base.perSecond),
      2,
    ),
    ofOurs((shot) => shot.p99Ms).toFixed(1),
    ofOurs((shot) => shot.cpuMicros).toFixed(1),
    ofBase((shot) => shot.cpuMicros).toFixed(1),
    `${(100 * ofOurs((shot) => shot.busy)).toFixed(0)} %`,
    `${(100 * ofOurs((shot) => shot.shed)).toFixed(0)} %`,
  ]
}

function numbers(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null)
}
