import type { Clock } from '../../kernel/clock.ts'
import { OverdueWrite } from '../../kernel/errors.ts'
import type { Instant } from '../../values/time.ts'
import { createEpochs } from '../cache-tags.ts'
import { statement } from '../compiled.ts'
import type { Commit, CommitListener, Database, Queries, Write, WriteOptions } from '../database.ts'
import { storeGone } from '../faults.ts'
import { connect, connectReader } from './connect.ts'
import { watchForeignWrites, watchPlace } from './foreign-writes.ts'
import { createWriteQueue, runGroup, type WaitingWrite } from './group-commit.ts'
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
  const listeners = new Set<CommitListener>()
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
    tell(listeners, commit)
  })
  // Waiting for the lock inside SQLite would block the event loop and every reader; `begin` sleeps instead.
  writer.pragma('busy_timeout = 0')
  const snapshot = createSnapshots(readers, epochs.last)
  await clock.startFrom(await snapshot(lastInstantOf))
  const enqueue = createWriteQueue(async (until, take) => {
    let group: readonly WaitingWrite[] = []
    const { tx, end } = openWrite(writer)
    try {
      if (!isInPlace()) throw storeGone()
      await begin(writer, until)
      foreign.look()
      const at = await takeInstant(tx, clock, await lastInstantOf(tx))
      group = take()
      const outcome = await runGroup(writer, group, { at, clockBehindMs: clock.behindMs() })
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
    tell(listeners, own)
  }

  const abandon = () => {
    rollback(writer)
    clock.closeWrite()
  }

  return {
    snapshot,
    epoch: epochs.last,
    onCommit: (listener) => void listeners.add(listener),
    isInPlace,
    write: <Result>(
      work: (write: Write) => Promise<Result>,
      { isLarge = false, isUndated = false, document }: WriteOptions = {},
    ) =>
      new Promise<Result>((resolve, reject) => {
        // Pages that do not fit in the cache are spilled to the file repeatedly within one transaction.
        if (isLarge) writer.pragma('cache_size = -262144')
        enqueue({
          work,
          document: document ?? null,
          isUndated,
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

/** A listener that throws cannot fail the write, which is already durable. */
function tell(listeners: ReadonlySet<CommitListener>, commit: Commit): void {
  for (const listener of listeners) {
    try {
      listener(commit)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}

/** Later than every earlier write, of this process or another, and never the instant of a due tape entry. */
async function takeInstant(tx: Queries, clock: Clock, floor: Instant): Promise<Instant> {
  let at = await clock.openWrite(floor)
  while ((await dueAt(tx, { at })).length > 0) at = clock.raiseWrite()
  await setInstant(tx, { at })
  return at
}

const dueAt = statement((db, { at }: { at: Instant }) =>
  db.selectFrom('due').select('at').where('at', '=', at).limit(1),
)

const setInstant = statement((db, { at }: { at: Instant }) =>
  db.updateTable('store_state').set({ instant: at }),
)

const lastInstant = statement((db) => db.selectFrom('store_state').select('instant').limit(1))

/** The instant of the last write. */
async function lastInstantOf(db: Queries): Promise<Instant> {
  const [row] = await lastInstant(db, {})
  if (!row) throw new Error('The store has no instant of its last write.')
  return row.instant
}
