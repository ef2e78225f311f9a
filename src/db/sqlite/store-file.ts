import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { StoreFault } from '../../kernel/errors.ts'
import { faultCode } from './faults.ts'

/** SQLite application id: "BTAP". */
export const applicationId = 0x42544150
/** What every store file begins with. */
export const fileHeader = 'SQLite format 3\0'
/** Another process may be migrating. */
export const lockWaitMs = 30_000

export const isEmpty = (raw: Sqlite.Database): boolean =>
  raw.prepare('select count(*) from sqlite_schema').pluck().get() === 0

/**
 * A read-only connection. A process that was killed may have left a rollback journal beside the file, which only a
 * writable connection can roll back; until then nobody can read it.
 */
export function openReadOnly(file: string): Sqlite.Database {
  const raw = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: lockWaitMs })
  try {
    isEmpty(raw)
    return raw
  } catch (error) {
    raw.close()
    if (faultCode(error) !== 'SQLITE_READONLY_ROLLBACK') throw error
  }
  rollBack(file)
  return new Sqlite(file, { readonly: true, fileMustExist: true, timeout: lockWaitMs })
}

function rollBack(file: string): void {
  const raw = new Sqlite(file, { fileMustExist: true, timeout: lockWaitMs })
  try {
    // SQLite rolls back at the first query.
    isEmpty(raw)
  } finally {
    raw.close()
  }
}

/** Opening does not read the file, and querying a file that is not a database fails with an obscure error. */
export function checkHeader(file: string): void {
  if (!statSync(file).isFile()) throw new StoreFault('cannot be opened: it is not a regular file')
  // The page with the header may be what has to be rolled back.
  if (existsSync(`${realpathSync(file)}-journal`)) return
  const head = Buffer.alloc(fileHeader.length)
  const descriptor = openSync(file, 'r')
  try {
    const bytesRead = readSync(descriptor, head)
    if (bytesRead > 0 && head.toString('latin1') !== fileHeader) throw new StoreFault('is not a database')
  } finally {
    closeSync(descriptor)
  }
}

/** Uses a read-only connection: setting up a writable one would already change the file. */
export function checkOwner(file: string): void {
  const raw = openReadOnly(file)
  try {
    if (!isEmpty(raw) && raw.pragma('application_id', { simple: true }) !== applicationId)
      throw new StoreFault('is a database of another program')
  } finally {
    raw.close()
  }
}
