import type { Kysely } from 'kysely'
import type { Instant } from '../values/time.ts'
import type { Tables } from './tables.ts'

/** Something that answers queries: a snapshot, or an open write. */
export type Queries = Kysely<Tables>

/** One state of the store: its queries, and the epoch known before the first of them. */
export interface View {
  readonly db: Queries
  readonly epoch: number
}

/** An open write: its queries, and the instant at which everything in it happens. */
export interface Write {
  readonly tx: Queries
  readonly at: Instant
}

/** A write that has become durable. */
export interface Commit {
  /** What `epoch` counts from now on. */
  readonly epoch: number
  /** True for the writes of another process, of which several may be told as one. */
  readonly isForeign: boolean
}

export type CommitListener = (commit: Commit) => void

/** The store. What its queries throw is told in faults.ts. */
export interface Database {
  /**
   * Runs `work` on one state of the store: all its queries see what was committed when the first of them was asked,
   * however long it takes and whatever is committed meanwhile. That state is never older than the last commit of this
   * process, nor than the last foreign one that was told. `epoch` is the one known before the first query. Nothing is asked of the store before the first query. `db`
   * cannot be used once `work` has ended. Few snapshots of different states are open at a time, so `work` does
   * not wait for another snapshot.
   */
  snapshot<Result>(work: (db: Queries, epoch: number) => Promise<Result>): Promise<Result>
  /** Outside of any snapshot: of two queries, the second may see what was committed after the first. */
  readonly read: Queries
  /**
   * Counts the writes after which a public answer may be another one. Known at once for writes of this process, and
   * within 100 ms for those of others on the same store.
   */
  epoch(): number
  /** Counts how often another process was noticed to have raised it, within the same 100 ms. */
  foreignWrites(): number
  /**
   * Calls back after each commit, before `write` resolves, and once foreign ones were noticed. What a listener throws
   * becomes a warning of the process. Returns the function that ends it.
   */
  onCommit(listener: CommitListener): () => void
  /** False once the store was deleted or replaced under the running program, which then writes no more. */
  isInPlace(): boolean
  /**
   * Runs `work` alone, in one transaction: all of it is durable when the promise resolves, or none of it is done.
   * It may run again, so it only queries `tx`.
   */
  write<Result>(work: (write: Write) => Promise<Result>, options?: WriteOptions): Promise<Result>
  close(): Promise<void>
}

export interface WriteOptions {
  /** More is written than the store keeps in memory for other writes: it takes up to 256 MB. */
  readonly isLarge?: boolean
}

/** A whole store as it was at one moment, to be looked at by a tool: others go on writing it. */
export interface StoreSnapshot {
  readonly db: Queries
  /** The migrations that it lacks. While it lacks any, `db` cannot be asked for what they bring. */
  readonly missing: readonly string[]
  /** What is damaged of what the rows are kept in, in words; a few of many. */
  damages(): Promise<string[]>
  /** Rows that refer to others which do not exist, in words; a few of many. */
  danglingRows(): Promise<string[]>
  close(): Promise<void>
}

export interface MigrationOutcome {
  /** True if the store did not exist before. */
  readonly created: boolean
  readonly applied: readonly string[]
}
