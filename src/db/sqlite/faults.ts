import { type Refusal, refuse } from '../../kernel/refusal.ts'

/** The code that the store's driver gives its errors; empty for an error of another kind. */
export const faultCode = (error: unknown): string =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_')
    ? error.code
    : ''

/** What a fault of the store means to a client, or null where the fault is not the store's. */
export function storeRefusal(error: unknown): Refusal | null {
  const code = faultCode(error)
  if (code === 'SQLITE_FULL')
    return unavailable('storage-full', 'The store has no space left to write.', error)
  if (/^SQLITE_(BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(code)) {
    return unavailable('storage-unavailable', 'The store cannot be used at the moment.', error)
  }
  return null
}

/** The file was deleted, or another put in its place: what were written now would be lost without a word. */
export const storeGone = () => unavailable('storage-unavailable', 'The store is not where it was opened.')

const unavailable = (code: 'storage-full' | 'storage-unavailable', detail: string, cause?: unknown) =>
  refuse(code, detail, { headers: { 'retry-after': '1' }, cause })
