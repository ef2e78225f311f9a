import type { Kysely } from 'kysely'
import type { Instant } from '../values/time.ts'
import type { CacheTag } from './cache-tags.ts'
import type { Tables } from './tables.ts'

/** The queries of a snapshot or of an open write. */
export type Queries = Kysely<Tables>

/** The queries of a snapshot, and the epoch read before the first of them. */
export interface View {
  readonly db: Queries
  readonly epoch: number
}

/** A write transaction: its queries, and the instant of everything it does. */
export interface Write {
  readonly tx: Queries
  readonly at: Instant
  /** How far the system clock is behind the last instant before this write, in milliseconds; 0 if it is not. */
  readonly clockBehindMs: number
}

/** A durable write. */
export interface Commit {
  readonly epoch: number
  /** What it touched. Several writes, of this process or others, may be reported as one. */
  readonly touched: readonly CacheTag[]
}

export type CommitListener = (commit: Commit) => void

/** The store. Its queries throw the errors of faults.ts. */
export interface Database {
  /**
   * Runs `work` on a snapshot: all its queries see the state at the first of them, whatever is committed meanwhile. It
   * is never older than the last commit of this process, or the last foreign commit reported. `epoch` is read before
   * the first query. Nothing is read before that query, and `db` cannot be used after `work` has ended.
   */
  snapshot<Result>(work: (db: Queries, epoch: number) => Promise<Result>): Promise<Result>
  /**
   * Counts the writes that can alter a public answer: those of this process at once, foreign ones within 100 ms. With
   * tags: the number of the last one that touched any of them, or of a later one.
   */
  epoch(tags?: readonly CacheTag[] | null): number
  /**
   * Calls `listener` after each commit, before `write` resolves, and when foreign commits are noticed. What it throws
   * becomes a process warning.
   */
  onCommit(listener: CommitListener): void
  /**
   * Resolves once this process has the lock of that name, which no other process has meanwhile; null if `signal` is
   * aborted first.
   */
  lock(name: LockName, signal: AbortSignal): Promise<Lock | null>
  /** True while this process has the lock of that name. */
  holds(name: LockName): boolean
  /** False once the store was deleted, replaced or truncated while open; all writes are then refused. */
  isInPlace(): boolean
  /**
   * Runs `work` in a transaction, one write at a time. All of it is durable when the promise resolves, and its instant
   * has come; if it rejects, nothing is written. `work` may be retried, so it must have no other effects than queries on
   * `tx`.
   */
  write<Result>(work: (write: Write) => Promise<Result>, options?: WriteOptions): Promise<Result>
  close(): Promise<void>
}

export interface WriteOptions {
  /**
   * Nothing in it begins at its instant: it brings a past of its own, or makes derived data again. Any other write of a
   * command that is not stored before its instant is undone, and rejected with `OverdueWrite`.
   */
  readonly isUndated?: boolean
  /**
   * It alters no public answer, now or later, so that no node has to know of it before its instant. If it touches a cache
   * tag nevertheless, it is undone, and rejected.
   */
  readonly isInternal?: boolean
  /** It may write gigabytes, and its queries may take long. */
  readonly isLarge?: boolean
  /**
   * Id of the only document that the write changes. Waiting writes of different documents share a transaction, its flush
   * and its instant, and succeed or fail each alone. Absent: the write has a transaction of its own.
   */
  readonly document?: string
}

/** What one process does for all. */
export type LockName = 'tape' | 'webhooks'

export interface Lock {
  /** Aborted when another process may have the lock: the connection that held it is gone. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** A snapshot of a whole store for a command-line tool, while others go on writing. */
export interface StoreSnapshot {
  readonly db: Queries
  /** Files that belong to the store, which nothing else may overwrite. */
  readonly files: readonly string[]
  /** Migrations not yet applied. `db` cannot query what they would add. */
  readonly missing: readonly string[]
  /** Findings of the integrity check, the first 20. */
  damages(): Promise<string[]>
  /** Violated foreign keys, the first 20. */
  danglingRows(): Promise<string[]>
  close(): Promise<void>
}

export interface MigrationOutcome {
  readonly applied: readonly string[]
}
