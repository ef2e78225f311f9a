import type { Clock } from '../../kernel/clock.ts'
import { OverdueWrite } from '../../kernel/errors.ts'
import { createEpochs } from '../cache-tags.ts'
import { createCommitListeners } from '../commit-listeners.ts'
import type { Commit, Database, Write, WriteOptions } from '../database.ts'
import { createWriteQueue, runGroup, type WaitingWrite } from '../group-commit.ts'
import { lastInstantOf, takeInstant } from '../instants.ts'
import { connectOnce, connectReaders } from './connect.ts'
import { isConflict, isLostSession, isUnavailable } from './faults.ts'
import { createLocks } from './locks.ts'
import { createPolling } from './polling.ts'
import { createSnapshots } from './snapshots.ts'
import { begin, findCommit, type WriteTransaction } from './transaction.ts'

/** Connections for reading. Each snapshot holds one while its handler works. */
const readersMax = 10
/** Attempts at a transaction that the database breaks off for the sake of another one. */
const attemptsMax = 4
/** Attempts at one whose session has ended: if its work took too long, it would hold the lock as long each time. */
const sessionsMax = 2

/** Opens a migrated database. */
export async function openPostgres(url: string, clock: Clock): Promise<Database> {
  const readers = connectReaders(url, readersMax)
  const writers = connectOnce(url)
  const listeners = createCommitListeners()
  const epochs = createEpochs()
  const notice = (commit: Commit) => {
    epochs.advance(commit)
    listeners.tell(commit)
  }
  const polling = createPolling(url, clock, {
    last: epochs.last,
    notice,
    // It dates this write later than all that was answered before. Nodes that start meanwhile have it from the store.
    onSetBack: () => void write(async () => {}).catch(() => {}),
  })
  const snapshot = createSnapshots(readers, epochs.last, polling.ensureCurrent)
  const close = () => Promise.all([polling.stop(), readers.end(), writers.end()])
  try {
    await polling.start()
    await clock.startFrom(await snapshot(lastInstantOf))
  } catch (error) {
    await close()
    throw error
  }

  /** Its end is known to this process when it resolves. */
  const commit = async (transaction: WriteTransaction, isInternal: boolean) => {
    const looking = findCommit(transaction.tx, epochs.last())
    const touched = isInternal ? (await looking).touched : []
    if (touched.length > 0) throw new Error(`An internal write has touched ${touched.join(', ')}.`)
    // If the look fails, the transaction has failed, and to commit it is to roll it back.
    const [own] = await Promise.all([looking, transaction.commit()])
    epochs.advance(own)
    // Before the listeners, which may read the clock.
    clock.closeWrite()
    listeners.tell(own)
  }
  const abandon = async (transaction: WriteTransaction) => {
    await transaction.rollback()
    clock.closeWrite()
  }
  const takeInstantIn = async ({ tx, before }: WriteTransaction, isAhead: boolean) => {
    if (before.epoch > epochs.last()) notice(await findCommit(tx, epochs.last()))
    return takeInstant(tx, clock, before.instant, { isAhead, begunAt: before.begunAt })
  }
  /** The writes that did not fit into the transaction. Throws before any of the group is settled. */
  const runOnce = async (
    { isInternal, isUndated }: WaitingWrite,
    take: () => readonly WaitingWrite[],
  ): Promise<readonly WaitingWrite[]> => {
    const isAhead = !isInternal && !isUndated
    const transaction = await begin(writers, isAhead ? clock.publishLeadMs : 0)
    try {
      const at = await takeInstantIn(transaction, isAhead)
      const group = take()
      if (group.some(({ isLarge }) => isLarge)) await transaction.takeTime()
      const outcome = await runGroup(transaction, group, { at, clockBehindMs: clock.behindMs() })
      if (clock.isOverdue() && !isUndated) throw new OverdueWrite()
      await (outcome.hasChanged ? commit(transaction, isInternal) : abandon(transaction))
      // Not awaited, so that the next write can begin. An internal write may follow one dated ahead, and then waits too.
      if (outcome.hasChanged && !isUndated) clock.passed(at).then(outcome.settle)
      else outcome.settle()
      return outcome.left
    } catch (error) {
      await abandon(transaction)
      throw error
    }
  }
  const attemptAll = async (first: WaitingWrite, take: () => readonly WaitingWrite[]) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runOnce(first, take)
      } catch (error) {
        const isRepeatable = isConflict(error)
          ? attempt < attemptsMax
          : isLostSession(error) && attempt < sessionsMax
        if (!isRepeatable) throw error
      }
    }
  }
  const enqueue = createWriteQueue(async (first, take) => {
    let group: readonly WaitingWrite[] | undefined
    const takeOnce = () => {
      group ??= take()
      return group
    }
    return attemptAll(first, takeOnce).catch((error) => {
      for (const { reject } of takeOnce()) reject(error)
      // The others would wait as long, one after the other.
      while (isUnavailable(error)) {
        const others = take()
        if (others.length === 0) break
        for (const { reject } of others) reject(error)
      }
      return []
    })
  })

  const write = <Result>(
    work: (write: Write) => Promise<Result>,
    { isLarge = false, isUndated = false, isInternal = false, document }: WriteOptions = {},
  ) =>
    new Promise<Result>((resolve, reject) => {
      enqueue({
        work,
        document: document ?? null,
        isUndated,
        isInternal,
        isLarge,
        until: 0,
        resolve: resolve as WaitingWrite['resolve'],
        reject,
      })
    })

  let isClosed = false
  return {
    snapshot,
    epoch: epochs.last,
    onCommit: listeners.add,
    isInPlace: () => true,
    ...createLocks(url),
    write,
    async close() {
      if (isClosed) return
      isClosed = true
      await close()
    },
  }
}
