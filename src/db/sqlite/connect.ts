import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { prepareOnce } from './prepare.ts'
import { openReadOnly } from './store-file.ts'

const busyWaitMs = 50

/** A writable connection. Creates a missing file, readable by its owner only. */
export function connect(file: string): Sqlite.Database {
  createFile(file)
  return configured(new Sqlite(file, { timeout: busyWaitMs }))
}

/** Creates a missing file, and the folders to it, for the owner only. SQLite gives the files beside it the same mode. */
export function createFile(file: string): void {
  makeFolder(dirname(file))
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
}

/** Like `mkdirSync` with `recursive`, which never ends where nothing can be made, such as in `/proc`. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error
  }
}

/** A reader connection to a store that may be written meanwhile. */
export function connectReader(file: string): Sqlite.Database {
  const database = configured(new Sqlite(file, { fileMustExist: true, timeout: busyWaitMs }))
  database.pragma('query_only = on')
  return database
}

/** A read-only connection, which cannot even change the file's settings. */
export function connectReadOnly(file: string): Sqlite.Database {
  const database = openReadOnly(file)
  for (const pragma of guards) database.pragma(pragma)
  return prepareOnce(database)
}

function configured(database: Sqlite.Database): Sqlite.Database {
  for (const pragma of pragmas) database.pragma(pragma)
  database.exec(vocabulary)
  return prepareOnce(database)
}

/** The words of the search index, a row for each occurrence. It takes no space, and is of this connection alone. */
const vocabulary = `create virtual table temp.search_words using fts5vocab (main, search_index, instance)`

/** Protection against a file that was tampered with. */
const guards = [
  // Do not run functions and virtual tables that the schema names.
  'trusted_schema = off',
  'cell_size_check = on',
]

const pragmas = [
  // A publication writes some fifty pages, so that larger ones cost a writer half as much again; with smaller ones, an
  // article's bytes take more reads than two. Takes effect only before the first table exists.
  'page_size = 8192',
  'journal_mode = wal',
  // NORMAL, the default of this build, loses acknowledged writes in a power cut.
  'synchronous = full',
  'foreign_keys = on',
  // At 32 MB: a checkpoint copies a page once, however often it was written, but holds up all else meanwhile.
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 67108864',
  'temp_store = memory',
  ...guards,
]
