import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../kernel/clock.ts'
import type { Database, Queries, Write } from '../database.ts'
import type { Tables } from '../tables.ts'
import { faultCode, storeGone, storeRefusal } from './faults.ts'
import { readingDoor } from './reader.ts'

const busyWaitMs = 50
const lockWaitMs = 5_000
const watchIntervalMs = 50
/** A statement takes some tens of kilobytes; hot ones are never the oldest. */
const statementsMax = 300

/** Opens the store's file, which must be migrated, through both doors. */
export async function openSqlite(file: string, clock: Clock): Promise<Database> {
  const writing = connect(file)
  // Waiting for the lock inside SQLite would keep every reader waiting; `begin` waits without that.
  writing.pragma('busy_timeout = 0')
  const writer = new Kysely<Tables>({ dialect: new SqliteDialect({ database: writing }) })
  const reader = connect(file)
  reader.pragma('query_only = on')
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

/** A connection whose statements are prepared once. A file that does not exist is made, for its owner alone. */
export function connect(file: string): Sqlite.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // SQLite gives the files beside it the same mode.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  const database = new Sqlite(file, { timeout: busyWaitMs })
  for (const pragma of pragmas) database.pragma(pragma)
  return prepareOnce(database)
}

/** A connection that cannot write, not even the settings of the file. */
export function connectReadOnly(file: string): Sqlite.Database {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: lockWaitMs })
  for (const pragma of guards) database.pragma(pragma)
  return prepareOnce(database)
}

function prepareOnce(database: Sqlite.Database): Sqlite.Database {
  const prepared = new LRUCache<string, Sqlite.Statement>({ max: statementsMax })
  const prepare = database.prepare.bind(database)
  database.prepare = ((text: string) => {
    const known = prepared.get(text)
    if (known) return known
    const fresh = prepare(planOnce(text))
    prepared.set(text, fresh)
    return fresh
  }) as typeof database.prepare
  return database
}

/**
 * SQLite looks at the value of a bare parameter to guess how many rows come, and therefore plans the statement again at
 * each execution: 10 to 60 µs, more than the reading itself. It does not look behind a sign, nor, for a limit, into
 * a function; both give back what they are given. No text of ours holds a question mark that is not a parameter.
 */
const planOnce = (text: string): string =>
  text.replaceAll(/(\blimit |\boffset )?\?/g, (_, limit = '') => (limit ? `${limit}nullif(?, null)` : '+?'))

/** Against a file that was tampered with. */
const guards = [
  // Functions and virtual tables named in a tampered schema are not run.
  'trusted_schema = off',
  'cell_size_check = on',
]

const pragmas = [
  // Only takes effect before the first table: an article's bytes fit one page (4.3 µs a read against 8).
  'page_size = 16384',
  'journal_mode = wal',
  // The default of this build, NORMAL, loses acknowledged writes in a power cut.
  'synchronous = full',
  'foreign_keys = on',
  'journal_size_limit = 67108864',
  'temp_store = memory',
  ...guards,
]

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
