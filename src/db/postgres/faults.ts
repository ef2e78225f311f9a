import { DatabaseError } from 'pg'
import { StoreFault } from '../../kernel/errors.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { ConstraintFault, storageFull, storageUnavailable } from '../faults.ts'

/** The SQLSTATE of an error of the database; empty for other errors. */
export const stateOf = (error: unknown): string => (error instanceof DatabaseError ? (error.code ?? '') : '')

/** The database has broken off a transaction for the sake of another one: a serialization failure or a deadlock. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Error && ['40001', '40P01'].includes(stateOf(error.cause))

/** The session had ended when the query was sent, as happens when it was idle for too long: nothing was executed. */
export const isLostSession = (error: unknown): boolean =>
  error instanceof Error &&
  (error.cause instanceof LostSession ||
    (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EPIPE' ||
    stateOf(error.cause) === '25P03')

/** The session of a transaction has ended, and nothing was sent to it since. */
export class LostSession extends Error {}

/** The query was refused since one before it in the transaction has failed. */
export const isConsequence = (error: unknown): boolean => stateOf(error) === '25P02'

/** Faults of the connection, of resources, of access, of the operator's doing, and of the system, by their class. */
const unusable = /^(?:08|25006|25P0[34]|28|3D|40|42501|53|55|57|58|XX)/

/** The database cannot be used at the moment. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'storage-unavailable'

/** Translates a fault of the driver into one that no engine is visible in. */
export function toFault(error: unknown): unknown {
  // The driver's own errors are of the connection: it was refused, cut, or has not answered in time.
  if (!(error instanceof DatabaseError)) return storageUnavailable(error)
  const state = stateOf(error)
  if (state.startsWith('23')) return new ConstraintFault(error.message, { cause: error })
  if (state === '53100') return storageFull(error)
  return unusable.test(state) ? storageUnavailable(error) : error
}

/** What the driver or the system reports of a database as a `StoreFault`. */
export const toStoreFault = (fault: unknown): unknown => {
  if (fault instanceof StoreFault) return fault
  // Of a query, the error of the driver is the cause.
  const error = fault instanceof Refusal ? fault.cause : fault
  const message =
    error instanceof AggregateError ? String(error.errors[0]?.message) : (error as Error).message
  return new StoreFault(`cannot be used: ${message}`)
}
