import type { Database } from 'better-sqlite3'

/** Connections kept open while unused; each has its own page and statement cache. */
const idleMax = 4

/** A connection with a read transaction, shared by all snapshots of the same state. */
export interface Reader {
  readonly database: Database
  snapshots: number
  /** An I/O fault has ended the transaction: a further query would see another state. */
  isLost: boolean
}

/**
 * Read transactions for snapshots. Beginning and ending one takes file locks, a fifth of the time of a small query, so
 * snapshots share one until the next commit, and it is kept until the end of the event-loop tick.
 *
 * Nobody waits for a connection: each state that is still being read has one, so there are at most as many as there
 * are requests in work, which load shedding bounds. One takes two file descriptors. SQLite keeps the first of them
 * after closing, for the next connection, so their number stays at its peak.
 */
export class Readers {
  readonly #open: () => Database
  readonly #all = new Set<Database>()
  readonly #idle: Database[] = []
  /** The reader with the newest state. */
  #current: Reader | null = null
  #isEndDue = false
  #isClosed = false

  /** `open` is called when another connection is needed. */
  constructor(open: () => Database) {
    this.#open = open
  }

  /** A reader of the newest state. */
  join(): Reader {
    const reader = this.#current ?? this.#begin()
    reader.snapshots += 1
    return reader
  }

  leave(reader: Reader): void {
    reader.snapshots -= 1
    if (reader.snapshots > 0) return
    if (reader === this.#current) this.#endLater()
    else this.#end(reader)
  }

  /** Call after a failed query. */
  markIfLost(reader: Reader): void {
    reader.isLost ||= !reader.database.inTransaction
    if (reader.isLost && reader === this.#current) this.detachCurrent()
  }

  /** Later snapshots get a new state. */
  detachCurrent(): void {
    const reader = this.#current
    this.#current = null
    if (reader?.snapshots === 0) this.#end(reader)
  }

  /** Ends a transaction that is only kept: a checkpoint copies nothing that was committed after a reader's state. */
  endIfUnused(): void {
    if (this.#current?.snapshots === 0) this.detachCurrent()
  }

  close(): void {
    this.#isClosed = true
    for (const database of this.#all) database.close()
  }

  #begin(): Reader {
    const database = this.#idle.pop() ?? this.#connect()
    // Deferred: the state is that at the first query.
    database.prepare('begin').run()
    this.#current = { database, snapshots: 0, isLost: false }
    return this.#current
  }

  #end({ database, isLost }: Reader): void {
    if (database.open && database.inTransaction) database.prepare('rollback').run()
    if (!isLost && this.#idle.length < idleMax) this.#idle.push(database)
    else {
      this.#all.delete(database)
      database.close()
    }
  }

  #connect(): Database {
    if (this.#isClosed) throw new Error('The store is closed.')
    const database = this.#open()
    this.#all.add(database)
    return database
  }

  #endLater(): void {
    if (this.#isEndDue) return
    this.#isEndDue = true
    setImmediate(() => {
      this.#isEndDue = false
      this.endIfUnused()
    })
  }
}
