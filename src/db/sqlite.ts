import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Database, Queries, Write } from './database.ts'
import { faultCode, storeGone } from './faults.ts'
import type { Tables } from './tables.ts'

const busyWaitMs = 50
const lockWaitMs = 5_000
const watchIntervalMs = 50

/** Opens the store's file, which must be migrated, through both doors. */
export async function openSqlite(file: string, clock: Clock): Promise<Database> {
  const writer = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connect(file) }) })
  const reader = connect(file)
  reader.pragma('query_only = on')
  const read = new Kysely<Tables>({ dialect: new SqliteDialect({ database: reader }) })
  const isInPlace = watchPlace(file)
  const state = await stateOf(read)
  await clock.startFrom(state.instant)
  let { epoch } = state
  const stopWatching = watchOthers(reader, async () => {
    epoch = Math.max(epoch, (await stateOf(read)).epoch)
  })

  return {
    read,
    epoch: () => epoch,
    isInPlace,
    write: (work) =>
      // Kysely hands out its one connection to one caller at a time: writes queue here.
      writer.connection().execute(async (connection) => {
        if (!isInPlace()) throw storeGone()
        await begin(connection)
        try {
          const result = await work({ tx: connection, at: await takeInstant(connection, clock) })
          const state = await stateOf(connection)
          await sql`commit`.execute(connection)
          epoch = state.epoch
          return result
        } catch (error) {
          await sql`rollback`.execute(connection).catch(() => {})
          throw error
        } finally {
          clock.closeWrite()
        }
      }),
    async close() {
      stopWatching()
      await read.destroy()
      await writer.destroy()
    },
  }
}

/** A connection whose statements are prepared once. */
export function connect(file: string): Sqlite.Database {
  mkdirSync(dirname(file), { recursive: true })
  const database = new Sqlite(file, { timeout: busyWaitMs })
  for (const pragma of pragmas) database.pragma(pragma)
  const prepared = new Map<string, Sqlite.Statement>()
  const prepare = database.prepare.bind(database)
  database.prepare = ((text: string) => {
    const known = prepared.get(text)
    if (known) return known
    // For a bare parameter, this build of SQLite (with STAT4) plans the statement anew whenever a value is bound: a
    // join took 13 µs rather than 4. No text of ours holds a question mark that is not a parameter.
    const fresh = prepare(text.replaceAll('?', '+?'))
    // The queries of this program are a closed set, but for the lengths of their lists.
    if (prepared.size < 1_000) prepared.set(text, fresh)
    return fresh
  }) as typeof database.prepare
  return database
}

const pragmas = [
  // Only takes effect before the first table: an article's bytes fit one page (4.3 µs a read against 8).
  'page_size = 16384',
  'journal_mode = wal',
  // The default of this build, NORMAL, loses acknowledged writes in a power cut.
  'synchronous = full',
  'foreign_keys = on',
  // Functions and virtual tables named in a tampered schema are not run.
  'trusted_schema = off',
  'cell_size_check = on',
  'journal_size_limit = 67108864',
  'temp_store = memory',
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
