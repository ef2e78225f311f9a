import type { Clock } from '../../kernel/clock.ts'
import type { Instant } from '../../values/time.ts'
import { createCommits } from '../commits.ts'
import type { Database, Queries, Write } from '../database.ts'
import { storeGone } from '../faults.ts'
import { connect, connectReader } from './connect.ts'
import { queriesOn } from './executor.ts'
import { watchOthers, watchPlace } from './others.ts'
import { Readers } from './readers.ts'
import { createSnapshots } from './snapshots.ts'
import { begin, commit, openWrite, rollback } from './transaction.ts'

/** Opens the store's file, which must be migrated. */
export async function openSqlite(file: string, clock: Clock): Promise<Database> {
  const writer = connect(file)
  // Waiting for the lock inside SQLite would keep every reader waiting; `begin` waits without that.
  writer.pragma('busy_timeout = 0')
  const isInPlace = watchPlace(file)
  const readers = new Readers(() => {
    if (!isInPlace()) throw storeGone()
    return connectReader(file)
  })
  const read = queriesOn({ connection: () => readers.forQuery(), onFault: () => readers.check() })
  const state = await stateOf(read)
  await clock.startFrom(state.instant)
  let { epoch } = state
  let foreignWrites = 0
  const commits = createCommits()
  const inTurn = createTurns()

  const noticeForeign = (found: { epoch: number }) => {
    // What was read of a state before must not be taken for an answer of the new epoch.
    readers.outdate()
    if (found.epoch > epoch) foreignWrites += 1
    epoch = Math.max(epoch, found.epoch)
    commits.tell({ epoch, isForeign: true })
  }
  const others = watchOthers(writer, async () => {
    readers.outdate()
    noticeForeign(await stateOf(read))
  })
  const runWrite = async <Result>(work: (write: Write) => Promise<Result>): Promise<Result> => {
    const { tx, end } = openWrite(writer)
    try {
      const before = await stateOf(tx)
      if (others.haveWritten()) noticeForeign(before)
      const result = await work({ tx, at: await takeInstant(tx, clock, before.instant) })
      const after = await stateOf(tx)
      readers.release()
      commit(writer)
      readers.outdate()
      epoch = after.epoch
      // Whoever is told may ask the clock.
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
    snapshot: createSnapshots(readers, () => epoch),
    read,
    epoch: () => epoch,
    foreignWrites: () => foreignWrites,
    onCommit: commits.on,
    isInPlace,
    write: (work, { isLarge = false } = {}) =>
      inTurn(async () => {
        if (!isInPlace()) throw storeGone()
        readers.release()
        // What does not fit in the cache of pages is written again and again within one transaction.
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

/** Runs one after the other what it is given, whether or not the one before has failed. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work, work)
    last = turn
    return turn
  }
}

/** Later than every write before it, of this process or another, and not the instant of a bound that is due. */
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
