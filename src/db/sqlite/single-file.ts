import Sqlite from 'better-sqlite3'
import { StoreFault } from '../../kernel/errors.ts'
import { faultCode, toStoreFault } from './faults.ts'

const patienceMs = 1_000

/**
 * Folds the write-ahead log into the main file, so that the store can be moved. Throws a `StoreFault` if any other
 * connection is open. Returns false for a damaged file, which stays unchanged.
 */
export function settle(file: string): boolean {
  const raw = new Sqlite(file, { fileMustExist: true, timeout: patienceMs })
  try {
    // Every connection to a store in WAL mode holds a lock that prevents this.
    if (raw.pragma('journal_mode = delete', { simple: true }) !== 'delete') throw inUse()
    return true
  } catch (error) {
    if (/^SQLITE_(?:BUSY|LOCKED)/.test(faultCode(error))) throw inUse()
    if (/^SQLITE_(?:CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(faultCode(error))) return false
    throw toStoreFault(error)
  } finally {
    raw.close()
  }
}

const inUse = () => new StoreFault('is open in another program: stop the server first')

/** Names the tape of a store that nobody has open. Throws a `StoreFault`. */
export function setLineage(file: string, lineage: string): void {
  const raw = new Sqlite(file, { fileMustExist: true, timeout: patienceMs })
  try {
    raw.prepare('update store_state set lineage = ?').run(lineage)
  } catch (error) {
    throw toStoreFault(error)
  } finally {
    raw.close()
  }
}
