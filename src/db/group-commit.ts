import { setImmediate as tick } from 'node:timers/promises'
import type { Queries, Write } from './database.ts'
import { withSavepoint } from './savepoint.ts'

/** Writes that share one transaction, at most: each waits for the last. */
const groupMax = 32
/** After this time, the rest of a group waits for the next transaction, and other requests are answered before it. */
const groupMs = 20

/** A write that waits for its transaction. */
export interface WaitingWrite {
  readonly work: (write: Write) => Promise<unknown>
  /** Writes that name different documents may share a transaction; null: none with this one. */
  readonly document: string | null
  readonly isUndated: boolean
  readonly isInternal: boolean
  readonly isLarge: boolean
  /** When to give up waiting for the lock, by `performance.now()`. */
  readonly until: number
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Queue of writes, for group commit: a flush to disk takes as long as several writes, and each transaction needs a
 * millisecond of its own. `run` performs one transaction, begun for the first write: it waits for the lock until that
 * gives up, calls `take` for its writes in the order of arrival, settles each of them but those that it returns, and
 * never throws.
 */
export function createWriteQueue(
  run: (first: WaitingWrite, take: () => readonly WaitingWrite[]) => Promise<readonly WaitingWrite[]>,
): (write: WaitingWrite) => void {
  const waiting: WaitingWrite[] = []
  let isRunning = false
  const take = () => waiting.splice(0, groupLength(waiting))
  const runAll = async () => {
    for (;;) {
      const [first] = waiting
      if (!first) break
      waiting.unshift(...(await run(first, take)))
      await tick()
    }
    isRunning = false
  }
  return (write) => {
    waiting.push(write)
    if (isRunning) return
    isRunning = true
    // The other writes of this event-loop tick join.
    setImmediate(runAll)
  }
}

/** How many of the first writes may share a transaction. */
function groupLength(writes: readonly WaitingWrite[]): number {
  const documents = new Set<string>()
  for (const { document, isInternal } of writes.slice(0, groupMax)) {
    if (document === null || documents.has(document) || isInternal !== writes[0]?.isInternal) break
    documents.add(document)
  }
  return Math.max(1, documents.size)
}

export interface GroupOutcome {
  /** True if one has succeeded, so that there is something to commit. */
  readonly hasChanged: boolean
  /** Call after the commit: resolves or rejects each write that was run. */
  readonly settle: () => void
  /** Writes for which there was no time. */
  readonly left: readonly WaitingWrite[]
}

/** The transaction of a group. */
export interface Transaction {
  readonly tx: Queries
  /** Queries on it that throw after `end`. */
  open(): { readonly tx: Queries; end(): void }
  /** The fault that has ended it, which is `error` if no other is known; null while it is open. */
  endedBy(error: unknown): unknown
}

/** Runs writes in the open transaction, each in a savepoint. Throws if a fault has ended the transaction. */
export async function runGroup(
  transaction: Transaction,
  group: readonly WaitingWrite[],
  circumstances: Omit<Write, 'tx'>,
): Promise<GroupOutcome> {
  let hasChanged = false
  const settled: (() => void)[] = []
  const end = performance.now() + groupMs
  for (const { work, resolve, reject } of group) {
    if (settled.length > 0 && performance.now() > end) break
    const { tx, end: close } = transaction.open()
    // Closed before its rollback: a query that a failed write did not await must not run after it.
    const attempt = () => work({ ...circumstances, tx }).finally(close)
    try {
      const result = await (group.length === 1 ? attempt() : withSavepoint(transaction.tx, attempt))
      hasChanged = true
      settled.push(() => resolve(result))
    } catch (error) {
      const fault = transaction.endedBy(error)
      if (fault) throw fault
      settled.push(() => reject(error))
    }
  }
  return {
    hasChanged,
    left: group.slice(settled.length),
    settle() {
      for (const one of settled) one()
    },
  }
}
