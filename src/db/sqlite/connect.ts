import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { prepareOnce } from './prepare.ts'

const busyWaitMs = 50
const lockWaitMs = 5_000

/** A connection that writes. A file that does not exist is made, for its owner alone. */
export function connect(file: string): Sqlite.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // SQLite gives the files beside it the same mode.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  return configured(new Sqlite(file, { timeout: busyWaitMs }))
}

/** A connection to a store that is open for writing too; it refuses to write. */
export function connectReader(file: string): Sqlite.Database {
  const database = configured(new Sqlite(file, { fileMustExist: true, timeout: busyWaitMs }))
  database.pragma('query_only = on')
  return database
}

/** A connection that cannot write, not even the settings of the file. */
export function connectReadOnly(file: string): Sqlite.Database {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: lockWaitMs })
  for (const pragma of guards) database.pragma(pragma)
  return prepareOnce(database)
}

function configured(database: Sqlite.Database): Sqlite.Database {
  for (const pragma of pragmas) database.pragma(pragma)
  return prepareOnce(database)
}

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
