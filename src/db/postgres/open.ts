import type { Clock } from '../../kernel/clock.ts'
import { OverdueWrite } from '../../kernel/errors.ts'
import { createEpochs } from '../cache-tags.ts'
import { createCommitListeners } from '../commit-listeners.ts'
import type { Commit, Database, Write, WriteOptions } from '../database.ts'
import { createWriteQueue, runGroup, type WaitingWrite } from '../group-commit.ts'
import { lastInstantOf, takeInstant } from '../instants.ts'
import { connectReaders, connectWriter } from './connect.ts'
import { isRepeatable } from './faults.ts'
import { createSnapshots } from './snapshots.ts'
import { begin, findCommit, type WriteTransaction } from './transaction.ts'

/** Connections for reading. Each snapshot holds one while its handler works. */
const readersMax = 10
/** How often commits of other processes are looked for. */
const watchIntervalMs = 50
/** Attempts at a transaction that the database breaks off for the sake of another one. */
const attemptsMax = 4

/** Opens a migrated database. */
export async function openPostgres(url: string, clock: Clock): Promise<Database> {
  const readers = connectReaders(url, readersMax)
  const writers = connectWriter(url)
  const listeners = createCommitListeners()
  const epochs = createEpochs()
  const snapshot = createSnapshots(readers, epochs.last)
  const notice = (commit: Commit) => {
    epochs.advance(commit)
    listeners.tell(commit)
  }
  const look = () =>
    snapshot(async (db) => {
      const commit = await findCommit(db, epochs.last())
      // An own commit may have come first, and a look may be older than another.
      if (commit.epoch > epochs.last()) notice(commit)
    })
  const close = () => Promise.all([readers.end(), writers.end()])
  try {
    await look()
    await clock.startFrom(await snapshot(lastInstantOf))
  } catch (error) {
    await close()
    throw error
  }
  let isClosed = false
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    // Queries report that the store cannot be read.
    looking = looking.then(() => (isClosed ? undefined : look())).catch(() => {})
  }, watchIntervalMs)
  timer.unref()

  const commit = async (transaction: WriteTransaction) => {
    const own = await findCommit(transaction.tx, epochs.last())
    await transaction.commit()
    epochs.advance(own)
    // Before the listeners, which may read the clock.
    clock.closeWrite()
    listeners.tell(own)
  }
  const abandon = async (transaction: WriteTransaction) => {
    await transaction.rollback()
    clock.closeWrite()
  }
  /** The writes that did not fit into the transaction. Throws before any of the group is settled. */
  const runOnce = async (take: () => readonly WaitingWrite[]): Promise<readonly WaitingWrite[]> => {
    const transaction = await begin(writers)
    try {
      const { tx, before } = transaction
      if (before.epoch > epochs.last()) notice(await findCommit(tx, epochs.last()))
      const at = await takeInstant(tx, clock, before.instant)
      const group = take()
      if (group.some(({ isLarge }) => isLarge)) await transaction.takeTime()
      const outcome = await runGroup(transaction, group, { at, clockBehindMs: clock.behindMs() })
      if (clock.isOverdue() && !group.some(({ isUndated }) => isUndated)) throw new OverdueWrite()
      await (outcome.hasChanged ? commit(transaction) : abandon(transaction))
      outcome.settle()
      return outcome.left
    } catch (error) {
      await abandon(transaction)
      throw error
    }
  }
  const enqueue = createWriteQueue(async (_, take) => {
    let group: readonly WaitingWrite[] | undefined
    const takeOnce = () => {
      group ??= take()
      return group
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runOnce(takeOnce)
      } catch (error) {
        if (isRepeatable(error) && attempt < attemptsMax) continue
        for (const { reject } of takeOnce()) reject(error)
        return []
      }
    }
  })

  return {
    snapshot,
    epoch: epochs.last,
    onCommit: listeners.add,
    isInPlace: () => true,
    write: <Result>(
      work: (write: Write) => Promise<Result>,
      { isLarge = false, isUndated = false, document }: WriteOptions = {},
    ) =>
      new Promise<Result>((resolve, reject) => {
        enqueue({
          work,
          document: document ?? null,
          isUndated,
          isLarge,
          until: 0,
          resolve: resolve as WaitingWrite['resolve'],
          reject,
        })
      }),
    async close() {
      if (isClosed) return
      isClosed = true
      clearInterval(timer)
      await looking
      await close()
    },
  }
}
