import { StoreFault } from '../../kernel/errors.ts'
import { ConstraintFault, storageFull, storageUnavailable } from '../faults.ts'

/** The `SQLITE_…` code of a driver error; empty for other errors. */
export const faultCode = (error: unknown): string =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_')
    ? error.code
    : ''

/** True if the file cannot be used, even if only for the moment. */
export const isUnusable = (error: unknown): boolean =>
  /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(faultCode(error))

/** Translates a driver error into one that no engine is visible in; other errors pass unchanged. */
export function toFault(error: unknown): unknown {
  const code = faultCode(error)
  if (code.startsWith('SQLITE_CONSTRAINT'))
    return new ConstraintFault((error as Error).message, { cause: error })
  if (code === 'SQLITE_FULL') return storageFull(error)
  return isUnusable(error) ? storageUnavailable(error) : error
}

/** True for an error of a system call, such as a file that may not be read. */
export const isSystemFault = (error: unknown) => error instanceof Error && 'syscall' in error

/** What the driver or the system reports of a file as a `StoreFault`; other errors pass unchanged. */
export const toStoreFault = (error: unknown): unknown =>
  faultCode(error) || isSystemFault(error)
    ? new StoreFault(`cannot be used: ${(error as Error).message}`)
    : error
