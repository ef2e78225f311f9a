import type { Database } from 'better-sqlite3'

/** Connections in the pool; each has its own page and statement cache. */
const readersMax = 4

/** A connection with a read transaction, shared by all snapshots of the same state. */
export interface Reader {
  readonly database: Database
  snapshots: number
  /** An I/O fault has ended the transaction: a further query would see another state. */
  isLost: boolean
}

/**
 * Pool of read transactions for snapshots. Beginning and ending one takes file locks, a fifth of the time of a small
 * query, so snapshots share one until the next commit, and it is kept until the end of the event-loop tick.
 */
export class Readers {
  readonly #open: () => Database
  readonly #all: Reader[] = []
  readonly #idle: Reader[] = []
  readonly #waiting: ((reader: Reader | Promise<Reader>) => void)[] = []
  /** The reader with the newest state. */
  #current: Reader | null = null
  #isReleaseDue = false
  #isClosed = false

  /** `open` is called when another connection is needed. */
  constructor(open: () => Database) {
    this.#open = open
  }

  /** A reader of the newest state; a promise if all connections hold older states. */
  join(): Reader | Promise<Reader> {
    const reader = this.#current ?? this.#begin()
    if (!reader) return new Promise((resolve) => this.#waiting.push(resolve))
    reader.snapshots += 1
    return reader
  }

  leave(reader: Reader): void {
    reader.snapshots -= 1
    if (reader.snapshots > 0) return
    if (reader === this.#current) this.#releaseLater()
    else this.#end(reader)
  }

  /** Call after a failed query. */
  check(): void {
    for (const reader of this.#all) reader.isLost ||= !reader.database.inTransaction
    if (this.#current?.isLost) this.outdate()
  }

  /** Later snapshots get a new state. */
  outdate(): void {
    const reader = this.#current
    this.#current = null
    if (reader?.snapshots === 0) this.#end(reader)
  }

  /** Ends an unused transaction: SQLite can reset its write-ahead log only while nobody reads. */
  release(): void {
    if (this.#current?.snapshots === 0) this.outdate()
  }

  close(): void {
    this.#isClosed = true
    for (const { database } of this.#all) database.close()
  }

  #begin(): Reader | null {
    if (this.#idle.length === 0 && this.#all.length < readersMax) this.#add()
    const reader = this.#idle.at(-1)
    if (!reader) return null
    // Deferred: the state is that at the first query.
    reader.database.prepare('begin').run()
    reader.isLost = false
    this.#idle.pop()
    this.#current = reader
    return reader
  }

  #end(reader: Reader): void {
    const { database } = reader
    if (database.open && database.inTransaction) database.prepare('rollback').run()
    this.#idle.push(reader)
    for (const resolve of this.#waiting.splice(0)) resolve(this.join())
  }

  #add(): void {
    const reader = { database: this.#connect(), snapshots: 0, isLost: false }
    this.#all.push(reader)
    this.#idle.push(reader)
  }

  #connect(): Database {
    if (this.#isClosed) throw new Error('The store is closed.')
    return this.#open()
  }

  #releaseLater(): void {
    if (this.#isReleaseDue) return
    this.#isReleaseDue = true
    setImmediate(() => {
      this.#isReleaseDue = false
      this.release()
    })
  }
}
