import { refuse } from '../kernel/refusal.ts'

/** A row that the store refuses: another one has its key, or what it refers to does not exist. */
export class ConstraintFault extends Error {}

/** The store has no room; `cause` is the error of its driver. */
export const storageFull = (cause: unknown) =>
  unavailable('storage-full', 'The store has no space left to write.', cause)

/** The store is locked, damaged or out of reach; `cause` is the error of its driver. */
export const storageUnavailable = (cause: unknown) =>
  unavailable('storage-unavailable', 'The store cannot be used at the moment.', cause)

/** The store was deleted, or another put in its place: what were written now would be lost without a word. */
export const storeGone = () => unavailable('storage-unavailable', 'The store is not where it was opened.')

const unavailable = (code: 'storage-full' | 'storage-unavailable', detail: string, cause?: unknown) =>
  refuse(code, detail, { headers: { 'retry-after': '1' }, cause })
