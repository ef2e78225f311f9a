import Sqlite from 'better-sqlite3'
import { StoreFault } from '../../kernel/errors.ts'
import { faultCode } from './faults.ts'

const patienceMs = 1_000

/**
 * Makes a store one file without others beside it, so that it can be moved. That works only while nobody has it open:
 * throws a `StoreFault` where somebody has. Returns false for a damaged file, which stays as it is.
 */
export function settle(file: string): boolean {
  const raw = new Sqlite(file, { fileMustExist: true, timeout: patienceMs })
  try {
    // Each connection to a store in write-ahead mode holds a lock that stands against this.
    if (raw.pragma('journal_mode = delete', { simple: true }) !== 'delete') throw inUse()
    return true
  } catch (error) {
    if (/^SQLITE_(?:BUSY|LOCKED)/.test(faultCode(error))) throw inUse()
    if (/^SQLITE_(?:CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(faultCode(error))) return false
    throw error
  } finally {
    raw.close()
  }
}

const inUse = () => new StoreFault('is open in another program: stop the server first')
