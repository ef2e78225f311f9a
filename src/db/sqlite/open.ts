import type { Clock } from '../../kernel/clock.ts'
import type { Instant } from '../../values/time.ts'
import { createCommits } from '../commits.ts'
import type { Database, Queries, Write } from '../database.ts'
import { storeGone } from '../faults.ts'
import { connect, connectReader } from './connect.ts'
import { watchOthers, watchPlace } from './others.ts'
import { Readers } from './readers.ts'
import { createSnapshots } from './snapshots.ts'
import { begin, commit, openWrite, rollback } from './transaction.ts'

/** Opens a migrated store file. */
export async function openSqlite(file: string, clock: Clock): Promise<Database> {
  const writer = connect(file)
  // Waiting for the lock inside SQLite would block the event loop and every reader; `begin` sleeps instead.
  writer.pragma('busy_timeout = 0')
  const isInPlace = watchPlace(file)
  const readers = new Readers(() => {
    if (!isInPlace()) throw storeGone()
    return connectReader(file)
  })
  let epoch = 0
  const snapshot = createSnapshots(readers, () => epoch)
  const state = await snapshot(stateOf)
  await clock.startFrom(state.instant)
  epoch = state.epoch
  const commits = createCommits()
  const inTurn = createTurns()

  const noticeForeign = (found: { epoch: number }) => {
    // An answer of the new epoch must not come from a snapshot of an older state.
    readers.detachCurrent()
    epoch = Math.max(epoch, found.epoch)
    commits.tell({ epoch, isForeign: true })
  }
  const others = watchOthers(writer, async () => {
    readers.detachCurrent()
    noticeForeign(await snapshot(stateOf))
  })
  const runWrite = async <Result>(work: (write: Write) => Promise<Result>): Promise<Result> => {
    const { tx, end } = openWrite(writer)
    try {
      const before = await stateOf(tx)
      if (others.haveWritten()) noticeForeign(before)
      const result = await work({ tx, at: await takeInstant(tx, clock, before.instant) })
      const after = await stateOf(tx)
      // Otherwise the checkpoint of the commit is never complete, and the write-ahead log is never reset.
      readers.endIfUnused()
      commit(writer)
      readers.detachCurrent()
      epoch = after.epoch
      // Before the listeners, which may read the clock.
      clock.closeWrite()
      commits.tell({ epoch, isForeign: false })
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
    onCommit: commits.on,
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
      others.stop()
      readers.close()
      writer.close()
    },
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
