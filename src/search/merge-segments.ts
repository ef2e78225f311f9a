import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { createFaultLog, type Log } from '../kernel/log.ts'
import type { Worker } from '../kernel/worker.ts'
import { indexOf } from './index.ts'
import type { Segments } from './search-index.ts'

/** Each segment adds a microsecond to looking up a word, and a search for a headline looks up a hundred forms. */
const segmentsMax = 8
const intervalMs = 10_000
/** Rests this many times as long as the steps of the last merge took: it rewrites the whole index. */
const restFactor = 200
/** After each step, for others. */
const pauseMs = 25

/** Null where the engine merges them by itself. */
const segmentsIn = (db: Pick<Database, 'snapshot'>): Promise<Segments | null> =>
  db.snapshot(async (queries) => indexOf(queries).segments)

/**
 * Merges all segments of the search index into one. Each step is a write of its own, so that other writes need not wait
 * for the whole merge. `onStep` receives the duration of each step in milliseconds, including one that fails.
 */
export async function mergeSegments(
  db: Pick<Database, 'snapshot' | 'write'>,
  { signal, onStep }: { readonly signal?: AbortSignal; readonly onStep?: (ms: number) => void } = {},
): Promise<void> {
  const segments = await segmentsIn(db)
  if (!segments) return
  const step = async (isFirst: boolean) => {
    const begunAt = performance.now()
    const merging = db.write(({ tx }) => segments.merge(tx, { isFirst }), {
      isInternal: true,
      isUndated: true,
    })
    return merging.finally(() => onStep?.(performance.now() - begunAt))
  }
  let isMerging = await step(true)
  while (isMerging) {
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
    if (signal?.aborted) return
    isMerging = await step(false)
  }
}

/** The number of segments; zero where there are none. */
export const segmentsOf = (db: Pick<Database, 'snapshot'>): Promise<number> =>
  db.snapshot(async (queries) => indexOf(queries).segments?.count(queries) ?? 0)

interface WorkerParts {
  readonly db: Pick<Database, 'snapshot' | 'write'>
  readonly log: Pick<Log, 'error'>
}

/** Merges the segments of the search index when there are many, in at most half a percent of the time. */
export function createSegmentMerger({ db, log }: WorkerParts, everyMs = intervalMs): Worker {
  const stopping = new AbortController()
  const { signal } = stopping
  const tell = createFaultLog(log, 'the segments of the search index cannot be merged')
  let running = Promise.resolve()
  const mergeMany = async (onStep: (ms: number) => void) => {
    if ((await segmentsOf(db)) > segmentsMax) await mergeSegments(db, { signal, onStep })
  }
  const run = async () => {
    while (!signal.aborted) {
      let workMs = 0
      const onStep = (ms: number) => {
        workMs += ms
      }
      await mergeMany(onStep).catch(tell)
      await sleep(Math.max(everyMs, restFactor * workMs), undefined, { signal }).catch(() => {})
    }
  }
  return {
    async start() {
      if (await segmentsIn(db)) running = run()
    },
    stop() {
      stopping.abort()
      return running
    },
  }
}
