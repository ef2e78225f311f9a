import { refuse } from '../kernel/refusal.ts'

/** A violated unique or foreign key constraint. */
export class ConstraintFault extends Error {}

/** The disk is full; `cause` is the driver's error. */
export const storageFull = (cause: unknown) =>
  unavailable('storage-full', 'The store has no space left for writing.', cause)

/** The store is locked, damaged or unreachable; `cause` is the driver's error. */
export const storageUnavailable = (cause: unknown) =>
  unavailable('storage-unavailable', 'The store cannot be used at the moment. Try again in a second.', cause)

/** The store was deleted, replaced or truncated: anything written now would be lost silently. */
export const storeGone = () =>
  unavailable('storage-unavailable', 'The store was moved or deleted while in use.')

const unavailable = (code: 'storage-full' | 'storage-unavailable', detail: string, cause?: unknown) =>
  refuse(code, detail, { headers: { 'retry-after': '1' }, cause })
