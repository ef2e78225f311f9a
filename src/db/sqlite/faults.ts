import { ConstraintFault, storageFull, storageUnavailable } from '../faults.ts'

/** The code that the store's driver gives its errors; empty for an error of another kind. */
export const faultCode = (error: unknown): string =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_')
    ? error.code
    : ''

/** True where the file cannot be used, be it for the moment. */
export const isUnusable = (error: unknown): boolean =>
  /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(faultCode(error))

/** What an error of the driver means to those who know no engine; an error of another kind stays as it is. */
export function toFault(error: unknown): unknown {
  const code = faultCode(error)
  if (code.startsWith('SQLITE_CONSTRAINT'))
    return new ConstraintFault((error as Error).message, { cause: error })
  if (code === 'SQLITE_FULL') return storageFull(error)
  return isUnusable(error) ? storageUnavailable(error) : error
}

/** A fault that the system told, such as a file that may not be read. */
export const isSystemFault = (error: unknown) => error instanceof Error && 'syscall' in error
