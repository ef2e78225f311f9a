import { cpus } from 'node:os'
import type { Case } from './cases.ts'
import { type Shot, shoot } from './load.ts'
import { isPinned } from './processes.ts'
import { median, spread, table, whole } from './table.ts'

export interface Plan {
  readonly rounds: number
  /** Of each round. */
  readonly seconds: number
}

interface Pair {
  readonly ours: Shot
  readonly base: Shot
}

export type Pairs = ReadonlyMap<Case, readonly Pair[]>

export const tell = (text: string): void => void process.stderr.write(`${text}\n`)
export const print = (text: string): void => void process.stdout.write(`${text}\n\n`)

/** Every case in every round, after one that is thrown away: code is compiled and caches are filled by it. */
export async function shootAll(cases: readonly Case[], { rounds, seconds }: Plan): Promise<Pairs> {
  const shots = new Map(cases.map((one) => [one, [] as Pair[]]))
  tell('Warming up …')
  for (const one of cases) await shootPair(one, 1, true)
  for (let round = 1; round <= rounds; round += 1) {
    tell(`Round ${round} of ${rounds} …`)
    for (const one of cases) shots.get(one)?.push(await shootPair(one, seconds, round % 2 === 0))
  }
  return shots
}

async function shootPair({ ours, base }: Case, seconds: number, isOursFirst: boolean): Promise<Pair> {
  if (isOursFirst) return { ours: await shoot(ours, seconds), base: await shoot(base, seconds) }
  const early = await shoot(base, seconds)
  return { ours: await shoot(ours, seconds), base: early }
}

export function describeMachine({ rounds, seconds }: Plan): string {
  const processor = cpus()[0]?.model ?? 'unknown processor'
  const pinning = isPinned ? 'server on CPU 0, load on CPU 1' : 'processes not pinned'
  return (
    `Node ${process.versions.node}, ${cpus().length} × ${processor}, ${pinning}; 32 connections, ` +
    `${rounds} rounds of ${seconds} s. Median of the rounds, in parentheses the lowest and the highest.`
  )
}

/** `base` is what the cases are compared with. */
export function tableOf(shots: Pairs, base: string): string {
  const ofBase = [`${base} req/s`, 'ratio, paired', 'p99 ms', 'CPU µs/req', `${base} CPU µs/req`]
  return table(
    ['case', 'articles', 'req/s', ...ofBase, 'busy', 'shed'],
    [...shots].map(([one, pairs]) => rowOf(one, pairs)),
  )
}

function rowOf(one: Case, pairs: readonly Pair[]): string[] {
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
