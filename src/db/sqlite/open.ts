import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import type { Clock } from '../../kernel/clock.ts'
import type { Database, Queries, Write } from '../database.ts'
import type { Tables } from '../tables.ts'
import { connect, connectReader } from './connect.ts'
import { faultCode, storeGone, storeRefusal } from './faults.ts'
import { readingDoor } from './reader.ts'

const lockWaitMs = 5_000
const watchIntervalMs = 50

/** Opens the store's file, which must be migrated, through both doors. */
export async function openSqlite(file: string, clock: Clock): Promise<Database> {
  const writing = connect(file)
  // Waiting for the lock inside SQLite would keep every reader waiting; `begin` waits without that.
  writing.pragma('busy_timeout = 0')
  const writer = new Kysely<Tables>({ dialect: new SqliteDialect({ database: writing }) })
  const reader = connectReader(file)
  const { read, release } = await readingDoor(reader)
  const isInPlace = watchPlace(file)
  const state = await stateOf(read)
  await clock.startFrom(state.instant)
  let { epoch } = state
  let foreignWrites = 0
  const listeners = new Set<Parameters<Database['onCommit']>[0]>()
  // Writes of this process are counted with their commit: an epoch that is ahead of it came from another.
  const notice = (state: { epoch: number }) => {
    if (state.epoch <= epoch) return
    // Else what is read in this turn from an earlier snapshot would be taken for an answer of the new epoch.
    release()
    epoch = state.epoch
    foreignWrites += 1
    for (const listener of listeners) listener({ epoch, isForeign: true })
  }
  const stopWatching = watchOthers(reader, async () => notice(await stateOf(read)))

  return {
    read,
    snapshot: (work) =>
      work(read).catch((error) => {
        throw storeRefusal(error) ?? error
      }),
    epoch: () => epoch,
    foreignWrites: () => foreignWrites,
    isInPlace,
    write: (work) =>
      // Kysely hands out its one connection to one caller at a time: writes queue here.
      writer.connection().execute(async (connection) => {
        if (!isInPlace()) throw storeGone()
        // SQLite begins its log anew only where nobody reads.
        release()
        await begin(connection)
        try {
          notice(await stateOf(connection))
          const result = await work({ tx: connection, at: await takeInstant(connection, clock) })
          const state = await stateOf(connection)
          release()
          await sql`commit`.execute(connection)
          release()
          epoch = state.epoch
          return result
        } catch (error) {
          await sql`rollback`.execute(connection).catch(() => {})
          throw storeRefusal(error) ?? error
        } finally {
          clock.closeWrite()
        }
      }),
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      stopWatching()
      await read.destroy()
      await writer.destroy()
    },
  }
}

/** Tells whether the file that was opened still stands under its name. */
function watchPlace(file: string): () => boolean {
  const inode = () => statSync(file, { bigint: true, throwIfNoEntry: false })?.ino
  const opened = inode()
  return () => {
    try {
      return inode() === opened
    } catch {
      return false
    }
  }
}

/**
 * Calls back when another connection has written. SQLite tells so at the price of an index read, so it is asked by
 * a timer rather than at each request. Returns the function that stops it.
 */
function watchOthers(reader: Sqlite.Database, onWrite: () => Promise<void>): () => void {
  let known = versionOf(reader)
  const timer = setInterval(() => {
    const version = versionOf(reader)
    if (version === known) return
    known = version
    // A store that cannot be read for a moment is asked again at its next write.
    onWrite().catch(() => {
      known = undefined
    })
  }, watchIntervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Undefined while the file cannot be read: whoever asks it for something is told so. */
function versionOf(reader: Sqlite.Database): unknown {
  try {
    return reader.pragma('data_version', { simple: true })
  } catch {
    return undefined
  }
}

/** A deferred transaction would fail when it turns from reading to writing; this one takes the lock at once. */
async function begin(connection: Queries): Promise<void> {
  const patience = performance.now() + lockWaitMs
  for (;;) {
    try {
      await sql`begin immediate`.execute(connection)
      return
    } catch (error) {
      if (faultCode(error) !== 'SQLITE_BUSY' || performance.now() > patience) throw error
      await sleep(20)
    }
  }
}

/** Later than every write before it, of this process or another, and not the instant of a bound that is due. */
async function takeInstant(tx: Queries, clock: Clock): Promise<Write['at']> {
  let at = await clock.openWrite((await stateOf(tx)).instant)
  while (await tx.selectFrom('due').select('at').where('at', '=', at).limit(1).executeTakeFirst()) {
    at = clock.raiseWrite()
  }
  await tx.updateTable('store_state').set({ instant: at }).execute()
  return at
}

const stateOf = (db: Queries) =>
  db.selectFrom('store_state').select(['instant', 'epoch']).executeTakeFirstOrThrow()
