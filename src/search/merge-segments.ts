import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { createFaultLog, type Log } from '../kernel/log.ts'
import type { Worker } from '../kernel/worker.ts'
import { indexOf } from './index.ts'

/** Each segment adds a microsecond to looking up a word, and a search for a headline looks up a hundred forms. */
const segmentsMax = 8
const intervalMs = 10_000
/** Rests so many times as long as the last merge took: a merge writes the whole index anew. */
const restFactor = 100
/** After each step, for others. */
const pauseMs = 25

/** Merges all segments of the search index into one, in steps between which others write. */
export async function mergeSegments(
  db: Pick<Database, 'snapshot' | 'write'>,
  signal?: AbortSignal,
): Promise<void> {
  const segments = await db.snapshot(async (queries) => indexOf(queries).segments)
  const step = async (isFirst: boolean) =>
    segments !== null &&
    db.write(({ tx }) => segments.merge(tx, { isFirst }), { isInternal: true, isUndated: true })
  let isMerging = await step(true)
  while (isMerging && !signal?.aborted) {
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
    isMerging = await step(false)
  }
}

/** The number of segments; zero where the engine merges them by itself. */
export const segmentsOf = (db: Pick<Database, 'snapshot'>): Promise<number> =>
  db.snapshot(async (queries) => indexOf(queries).segments?.count(queries) ?? 0)

interface WorkerParts {
  readonly db: Pick<Database, 'snapshot' | 'write'>
  readonly log: Pick<Log, 'error'>
}

/** Merges the segments of the search index when there are many, in at most a hundredth of the time. */
export function createSegmentMerger({ db, log }: WorkerParts, everyMs = intervalMs): Worker {
  const stopping = new AbortController()
  const { signal } = stopping
  const tell = createFaultLog(log, 'the segments of the search index cannot be merged')
  let running = Promise.resolve()
  /** Returns for how long to rest. */
  const mergeMany = async (): Promise<number> => {
    if ((await segmentsOf(db)) <= segmentsMax) return everyMs
    const begunAt = performance.now()
    await mergeSegments(db, signal)
    return Math.max(everyMs, restFactor * (performance.now() - begunAt))
  }
  const run = async () => {
    while (!signal.aborted) {
      const restMs = await mergeMany().catch((error) => {
        tell(error)
        return everyMs
      })
      await sleep(restMs, undefined, { signal }).catch(() => {})
    }
  }
  return {
    async start() {
      running = run()
    },
    stop() {
      stopping.abort()
      return running
    },
  }
}
