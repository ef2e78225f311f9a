import type { Clock } from '../../kernel/clock.ts'
import type { Instant } from '../../values/time.ts'
import type { Commit, CommitListener, Database, Queries, Write } from '../database.ts'
import { storeGone } from '../faults.ts'
import { connect, connectReader } from './connect.ts'
import { watchForeignWrites, watchPlace } from './foreign-writes.ts'
import { Readers } from './readers.ts'
import { createSnapshots } from './snapshots.ts'
import { begin, commit, openWrite, rollback } from './transaction.ts'

/** Opens a migrated store file. */
export async function openSqlite(file: string, clock: Clock): Promise<Database> {
  const writer = connect(file)
  const isInPlace = watchPlace(file)
  const readers = new Readers(() => {
    if (!isInPlace()) throw storeGone()
    return connectReader(file)
  })
  const listeners = new Set<CommitListener>()
  let epoch = 0
  const foreign = watchForeignWrites(writer, (found) => {
    // An answer of the new epoch must not come from a snapshot of an older state.
    readers.detachCurrent()
    epoch = Math.max(epoch, found)
    tell(listeners, { epoch, isForeign: true })
  })
  // Waiting for the lock inside SQLite would block the event loop and every reader; `begin` sleeps instead.
  writer.pragma('busy_timeout = 0')
  const snapshot = createSnapshots(readers, () => epoch)
  await clock.startFrom((await snapshot(stateOf)).instant)
  const inTurn = createTurns()

  const runWrite = async <Result>(work: (write: Write) => Promise<Result>): Promise<Result> => {
    const { tx, end } = openWrite(writer)
    try {
      foreign.look()
      const { instant } = await stateOf(tx)
      const at = await takeInstant(tx, clock, instant)
      const result = await work({ tx, at, clockBehindMs: clock.behindMs() })
      const after = await stateOf(tx)
      // Otherwise the checkpoint of the commit is never complete, and the write-ahead log is never reset.
      readers.endIfUnused()
      commit(writer)
      readers.detachCurrent()
      epoch = after.epoch
      // Before the listeners, which may read the clock.
      clock.closeWrite()
      tell(listeners, { epoch, isForeign: false })
      return result
    } catch (error) {
      rollback(writer)
      clock.closeWrite()
      throw error
    } finally {
      end()
    }
  }

  return {
    snapshot,
    epoch: () => epoch,
    onCommit: (listener) => void listeners.add(listener),
    isInPlace,
    write: (work, { isLarge = false } = {}) =>
      inTurn(async () => {
        if (!isInPlace()) throw storeGone()
        // Pages that do not fit in the cache are spilled to the file repeatedly within one transaction.
        if (isLarge) writer.pragma('cache_size = -262144')
        await begin(writer)
        return runWrite(work)
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

/** Runs work sequentially, whether or not earlier work has failed. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work, work)
    last = turn
    return turn
  }
}

/** Later than every earlier write, of this process or another, and never the instant of a due tape entry. */
async function takeInstant(tx: Queries, clock: Clock, floor: Instant): Promise<Instant> {
  let at = await clock.openWrite(floor)
  while (await tx.selectFrom('due').select('at').where('at', '=', at).limit(1).executeTakeFirst()) {
    at = clock.raiseWrite()
  }
  await tx.updateTable('store_state').set({ instant: at }).execute()
  return at
}

const stateOf = (db: Queries) =>
  db.selectFrom('store_state').select(['instant', 'epoch']).executeTakeFirstOrThrow()
