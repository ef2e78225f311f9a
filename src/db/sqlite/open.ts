import type Sqlite from 'better-sqlite3'
import type { Clock } from '../../kernel/clock.ts'
import { OverdueWrite } from '../../kernel/errors.ts'
import { createEpochs } from '../cache-tags.ts'
import { createCommitListeners } from '../commit-listeners.ts'
import type { Commit, Database, Write, WriteOptions } from '../database.ts'
import { storeGone } from '../faults.ts'
import { createWriteQueue, runGroup, type WaitingWrite } from '../group-commit.ts'
import { lastInstantOf, takeInstant } from '../instants.ts'
import { connect, connectReader } from './connect.ts'
import { watchForeignWrites, watchPlace } from './foreign-writes.ts'
import { Readers } from './readers.ts'
import { createSnapshots } from './snapshots.ts'
import { begin, commit, createCommitQuery, openWrite, rollback } from './transaction.ts'

/** How long a write waits for a lock that another process holds. */
const lockWaitMs = 5_000

/** Opens a migrated store file. */
export async function openSqlite(file: string, clock: Clock): Promise<Database> {
  const writer = connect(file)
  const isInPlace = watchPlace(file)
  const readers = new Readers(() => {
    if (!isInPlace()) throw storeGone()
    return connectReader(file)
  })
  const listeners = createCommitListeners()
  const epochs = createEpochs()
  const findCommit = createCommitQuery(writer)
  const advance = (commit: Commit) => {
    // An answer of the new epoch must not come from a snapshot of an older state.
    readers.detachCurrent()
    epochs.advance(commit)
  }
  const foreign = watchForeignWrites(writer, () => {
    const commit = findCommit(epochs.last())
    advance(commit)
    listeners.tell(commit)
  })
  // Waiting for the lock inside SQLite would block the event loop and every reader; `begin` sleeps instead.
  writer.pragma('busy_timeout = 0')
  const snapshot = createSnapshots(readers, epochs.last)
  await clock.startFrom(await snapshot(lastInstantOf))
  const transaction = {
    tx: openWrite(writer).tx,
    open: () => openWrite(writer),
    endedBy: (error: unknown) => (writer.inTransaction ? null : error),
  }
  const enqueue = createWriteQueue(async (first, take) => {
    let group: readonly WaitingWrite[] = []
    const { tx, end } = openWrite(writer)
    try {
      if (!isInPlace()) throw storeGone()
      await begin(writer, first.until)
      foreign.look()
      const at = await takeInstant(tx, clock, await lastInstantOf(tx))
      group = take()
      const outcome = await runGroup(transaction, group, { at, clockBehindMs: clock.behindMs() })
      if (clock.isOverdue() && !group.some(({ isUndated }) => isUndated)) throw new OverdueWrite()
      if (outcome.hasChanged) commitAll()
      else abandon()
      outcome.settle()
      return outcome.left
    } catch (error) {
      abandon()
      for (const { reject } of group.length > 0 ? group : take()) reject(error)
      return []
    } finally {
      end()
    }
  })

  const commitAll = () => {
    const own = findCommit(epochs.last())
    // Otherwise the checkpoint of the commit is never complete, and the write-ahead log is never reset.
    readers.endIfUnused()
    commit(writer)
    advance(own)
    // Before the listeners, which may read the clock.
    clock.closeWrite()
    listeners.tell(own)
  }

  const abandon = () => {
    rollback(writer)
    clock.closeWrite()
  }

  return {
    snapshot,
    epoch: epochs.last,
    onCommit: listeners.add,
    isInPlace,
    // The lock of the process that serves the store is that of everything it does alone.
    holds: () => true,
    lock: async () => ({ lost: new AbortController().signal, async release() {} }),
    write: <Result>(
      work: (write: Write) => Promise<Result>,
      { isLarge = false, isUndated = false, isInternal = false, document }: WriteOptions = {},
    ) =>
      new Promise<Result>((resolve, reject) => {
        if (isLarge) prepareForLarge(writer)
        enqueue({
          work,
          document: document ?? null,
          isUndated,
          isInternal,
          isLarge,
          until: performance.now() + lockWaitMs,
          resolve: resolve as WaitingWrite['resolve'],
          reject,
        })
      }),
    async close() {
      foreign.stop()
      readers.close()
      writer.close()
    },
  }
}

/** Pages that do not fit in the cache, and pages that a checkpoint copies, would be written many times. */
function prepareForLarge(writer: Sqlite.Database): void {
  writer.pragma('cache_size = -262144')
  writer.pragma('wal_autocheckpoint = 16000')
}
