import type { Kysely } from 'kysely'
import type { Instant } from '../values/time.ts'
import type { Tables } from './tables.ts'

/** Something that answers queries: the reading door, or an open write. */
export type Queries = Kysely<Tables>

/** An open write: its queries, and the instant at which everything in it happens. */
export interface Write {
  readonly tx: Queries
  readonly at: Instant
}

/** The two doors to the store. */
export interface Database {
  /** All queries of `work` see one state of the store. */
  snapshot<Result>(work: (db: Queries) => Promise<Result>): Promise<Result>
  readonly read: Queries
  /**
   * Counts the writes after which a public answer may be another one. Known at once for writes through this door,
   * and within 100 ms for those of other processes on the same store.
   */
  epoch(): number
  /** Counts how often another process was noticed to have raised it, within the same 100 ms. */
  foreignWrites(): number
  /** False once the store was deleted or replaced under the running program, which then writes no more. */
  isInPlace(): boolean
  /**
   * Runs `work` alone, in one transaction: all of it is durable when the promise resolves, or none of it is done.
   * It may run again, so it only queries `tx`.
   */
  write<Result>(work: (write: Write) => Promise<Result>): Promise<Result>
  /** Calls back after each commit. */
  onCommit(listener: (commit: { readonly epoch: number; readonly isForeign: boolean }) => void): () => void
  close(): Promise<void>
}
