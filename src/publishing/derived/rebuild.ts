import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Database, Queries } from '../../db/database.ts'
import { ConstraintFault } from '../../db/faults.ts'
import { isStoreProblem } from '../../db/problems.ts'
import { StoreFault } from '../../kernel/errors.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { raiseEpoch } from '../tape/tape.ts'
import { countRows, type Derivable, keyOf, markRow, nextRows } from './derivable.ts'

/** Rows made again in one write. */
const rowsMax = 200
/** A write that has taken as long ends before it has its rows: other writes wait for it. */
const batchMs = 250
/** Longer than the 20 ms after which another process asks for the lock again, so that it gets its turn. */
const pauseMs = 25

/** How many rows were made again, and how many of them came out differently. */
export interface RebuildOutcome {
  readonly examined: number
  readonly changed: number
}

export interface RebuildOptions {
  /** Told how many rows of how many were made again. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Makes everything again, whatever made it. */
export const rebuild = (db: Database, derivables: readonly Derivable[], options: RebuildOptions = {}) =>
  remake(db, derivables, true, options)

/**
 * Makes again what another derivation has made: at the first start of a program with another number. Interrupted, it
 * goes on where it was. What was there before is served until then.
 */
export const rebuildOutdated = (
  db: Database,
  derivables: readonly Derivable[],
  options: RebuildOptions = {},
) => remake(db, derivables, false, options)

/** The same within one write, for an import that nobody reads before its end. */
export async function deriveWithin(tx: Queries, derivables: readonly Derivable[]): Promise<void> {
  for (const derivable of derivables) {
    let batch: Batch
    do batch = await remakeBatch(tx, derivable, null)
    while (!batch.isLast)
  }
}

async function remake(
  db: Database,
  derivables: readonly Derivable[],
  all: boolean,
  { onProgress }: RebuildOptions,
): Promise<RebuildOutcome> {
  const counts = new Map<Derivable, number>()
  for (const derivable of derivables) counts.set(derivable, await countRows(db.read, derivable, all))
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const outcome = { examined: 0, changed: 0 }
  for (const [derivable, count] of counts) {
    if (count === 0) continue
    for await (const { examined, changed } of batches(db, derivable, all)) {
      outcome.examined += examined
      outcome.changed += changed
      onProgress?.(Math.min(outcome.examined, total), total)
    }
  }
  return outcome
}

interface Batch extends RebuildOutcome {
  /** The key of the last row. */
  readonly last: readonly string[]
  readonly isLast: boolean
}

/** Each batch is one write, after which others have their turn. */
async function* batches(db: Database, derivable: Derivable, all: boolean): AsyncGenerator<RebuildOutcome> {
  // Those of this derivation come first: what is brought to it is not made twice.
  let after: readonly string[] | null = all ? derivable.key.map(() => '') : null
  for (;;) {
    const from: readonly string[] | null = after
    const batch: Batch = await db.write(({ tx }) => remakeBatch(tx, derivable, from))
    yield batch
    if (!batch.isLast) {
      if (after) after = batch.last
    } else {
      if (!after || (await countRows(db.read, derivable, false)) === 0) return
      after = null
    }
    await sleep(pauseMs)
  }
}

async function remakeBatch(
  tx: Queries,
  derivable: Derivable,
  after: readonly string[] | null,
): Promise<Batch> {
  const begunAt = performance.now()
  const rows = await nextRows(tx, derivable, after, rowsMax)
  let examined = 0
  let changed = 0
  for (const row of rows) {
    if (examined > 0 && performance.now() - begunAt > batchMs) break
    if (await remakeOne(tx, derivable, row)) changed += 1
    examined += 1
  }
  if (changed > 0) await raiseEpoch(tx)
  const last = rows[examined - 1]
  return {
    examined,
    changed,
    last: last ? keyOf(derivable.key, last) : [],
    isLast: examined === rows.length && rows.length < rowsMax,
  }
}

async function remakeOne(tx: Queries, derivable: Derivable, row: Readonly<Record<string, unknown>>) {
  try {
    const differs = await derivable.remake(tx, row)
    if (row.derivation !== derivable.derivation) await markRow(tx, derivable, row)
    return differs
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === null) throw error
    const name = [derivable.kind, ...keyOf(derivable.key, row)].join('/')
    throw new StoreFault(`holds ${name}, of which what is derived cannot be made again: ${reason}`)
  }
}

/** Why a row cannot be read or made; null for what is no fault of the row. */
export function reasonOf(error: unknown): string | null {
  if (error instanceof z.ZodError) return `${error.issues[0]?.path.join('/')} ${error.issues[0]?.message}`
  if (error instanceof Refusal) return isStoreProblem(error) ? null : error.message
  if (error instanceof ConstraintFault) return error.message
  return error instanceof SyntaxError ? error.message : null
}
