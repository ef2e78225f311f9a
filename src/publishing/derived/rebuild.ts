import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Database, Queries } from '../../db/database.ts'
import { ConstraintFault } from '../../db/faults.ts'
import { isStoreProblem } from '../../db/problems.ts'
import { withSavepoint } from '../../db/savepoint.ts'
import { StoreFault } from '../../kernel/errors.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { touchEverything } from '../touch.ts'
import { beforeAll, countRows, type Derivable, keyOf, markRow, nextRows } from './derivable.ts'

/** Rows per batch; each batch is one write. */
const rowsMax = 200
/** A batch ends early after this time, because other writes wait for it. */
const batchMs = 250
/** Longer than the 20 ms after which another process retries to take the write lock, so that it gets a turn. */
const pauseMs = 25

/** Numbers of rows that were rebuilt, changed by it, and could not be rebuilt. */
export interface RebuildOutcome {
  readonly examined: number
  readonly changed: number
  readonly failed: number
  /** Which rows failed and why, the first 20. They keep their old derived data, and are tried again by each rebuild. */
  readonly failures: readonly string[]
}

const failuresMax = 20

export interface RebuildOptions {
  readonly onProgress?: (done: number, total: number) => void
}

/** Rebuilds all derived data. */
export const rebuild = (db: Database, derivables: readonly Derivable[], options: RebuildOptions = {}) =>
  remake(db, derivables, true, options)

/**
 * Rebuilds derived data of other derivation numbers, at the first start after a number was raised. Continues after an
 * interruption. Until a row is rebuilt, its old data is served.
 */
export const rebuildOutdated = (
  db: Database,
  derivables: readonly Derivable[],
  options: RebuildOptions = {},
) => remake(db, derivables, false, options)

/** Rebuilds outdated derived data within one write, for an import that nobody reads before its end. */
export async function deriveWithin(tx: Queries, derivables: readonly Derivable[]): Promise<void> {
  for (const derivable of derivables) {
    let after = beforeAll(derivable)
    for (;;) {
      const batch = await remakeBatch(tx, derivable, { isCurrent: false, after })
      const [failure] = batch.failures
      if (failure) throw new StoreFault(`contains ${failure}`)
      if (batch.isLast) break
      after = batch.last
    }
  }
}

async function remake(
  db: Database,
  derivables: readonly Derivable[],
  all: boolean,
  { onProgress }: RebuildOptions,
): Promise<RebuildOutcome> {
  const counts = new Map<Derivable, number>()
  for (const derivable of derivables)
    counts.set(derivable, await db.snapshot((queries) => countRows(queries, derivable, all)))
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const outcome = { examined: 0, changed: 0, failed: 0, failures: [] as string[] }
  for (const [derivable, count] of counts) {
    if (count === 0) continue
    for await (const { examined, changed, failed, failures } of batches(db, derivable, all)) {
      outcome.examined += examined
      outcome.changed += changed
      outcome.failed += failed
      outcome.failures.push(...failures.slice(0, failuresMax - outcome.failures.length))
      onProgress?.(Math.min(outcome.examined, total), total)
    }
  }
  return outcome
}

interface Batch extends RebuildOutcome {
  readonly last: string[]
  readonly isLast: boolean
}

/** One write per batch, with a pause after each for other writers. */
async function* batches(db: Database, derivable: Derivable, all: boolean): AsyncGenerator<RebuildOutcome> {
  // Rows of the current number come first, so that rows raised to it are not rebuilt twice.
  for (const isCurrent of all ? [true, false] : [false]) {
    let after = beforeAll(derivable)
    for (;;) {
      const from = { isCurrent, after }
      const batch = await db.write(({ tx }) => remakeBatch(tx, derivable, from), { isUndated: true })
      yield batch
      await sleep(pauseMs)
      if (batch.isLast) break
      after = batch.last
    }
  }
}

async function remakeBatch(
  tx: Queries,
  derivable: Derivable,
  from: { readonly isCurrent: boolean; readonly after: readonly string[] },
): Promise<Batch> {
  const begunAt = performance.now()
  const rows = await nextRows(tx, derivable, from, rowsMax)
  const failures: string[] = []
  let examined = 0
  let changed = 0
  for (const row of rows) {
    if (examined > 0 && performance.now() - begunAt > batchMs) break
    const result = await remakeOne(tx, derivable, row)
    if (typeof result === 'string') failures.push(result)
    else if (result) changed += 1
    examined += 1
  }
  if (changed > 0) await touchEverything(tx)
  const last = rows[examined - 1]
  return {
    examined,
    changed,
    failed: failures.length,
    failures,
    last: last ? keyOf(derivable.key, last) : [],
    isLast: examined === rows.length && rows.length < rowsMax,
  }
}

/** Returns whether anything changed, or why the row cannot be rebuilt. */
async function remakeOne(tx: Queries, derivable: Derivable, row: Readonly<Record<string, unknown>>) {
  try {
    return await withSavepoint(tx, async () => {
      const differs = await derivable.remake(tx, row)
      if (row.derivation !== derivable.derivation) await markRow(tx, derivable, row)
      return differs
    })
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === null) throw error
    const name = [derivable.kind, ...keyOf(derivable.key, row)].join('/')
    return `${name}, whose derived data cannot be rebuilt: ${reason}`
  }
}

/** Why a row cannot be rebuilt; null if the error is not the fault of the row. */
export function reasonOf(error: unknown): string | null {
  if (error instanceof z.ZodError) return `${error.issues[0]?.path.join('/')} ${error.issues[0]?.message}`
  if (error instanceof Refusal) return isStoreProblem(error) ? null : error.message
  if (error instanceof ConstraintFault) return error.message
  return error instanceof SyntaxError ? error.message : null
}
