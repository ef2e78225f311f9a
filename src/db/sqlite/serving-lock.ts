import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { StoreFault } from '../../kernel/errors.ts'
import { createFile, makeFolder } from './connect.ts'
import { faultCode, toStoreFault } from './faults.ts'

/**
 * Makes this process the only one that serves the store, until `release` or its end: two servers would answer by two
 * clocks. Commands do not take the lock. Throws a `StoreFault` if another process has it.
 *
 * The lock is SQLite's on an empty file beside the store, since the system frees it however the process ends. The file
 * stays: removing it could give two processes a lock each, on two files of one name.
 */
export function lockForServing(file: string): { release(): void } {
  let lock: Sqlite.Database | undefined
  try {
    const lockFile = lockFileOf(file)
    createFile(lockFile)
    lock = new Sqlite(lockFile, { timeout: 0 })
    // Nothing is ever written, so no journal need lie beside it.
    lock.pragma('journal_mode = memory')
    lock.exec('begin exclusive')
  } catch (error) {
    lock?.close()
    if (faultCode(error) === 'SQLITE_BUSY')
      throw new StoreFault('is served by another process: stop that server first')
    throw toStoreFault(error)
  }
  return { release: () => lock.close() }
}

/** Through links, as SQLite names the other files of a store. */
export function lockFileOf(file: string): string {
  if (existsSync(file)) return `${realpathSync(file)}-lock`
  makeFolder(dirname(file))
  return `${join(realpathSync(dirname(file)), basename(file))}-lock`
}
