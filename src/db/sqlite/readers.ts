import type { Database } from 'better-sqlite3'

/** Connections that snapshots may hold at a time; each has a cache of pages and statements of its own. */
const readersMax = 4

/** A connection with a read transaction, shared by the snapshots that see the same state. */
export interface Reader {
  readonly database: Database
  snapshots: number
  /** A fault of the file has ended the transaction: a query now would see another state. */
  isLost: boolean
}

/**
 * Read transactions for snapshots. To begin and end one takes locks on the file, a fifth of the time of a small query:
 * so snapshots share one until something is committed, and it stays until the end of the turn of the event loop.
 */
export class Readers {
  readonly #open: () => Database
  readonly #all: Reader[] = []
  readonly #idle: Reader[] = []
  readonly #waiting: ((reader: Reader | Promise<Reader>) => void)[] = []
  /** The one with the newest state. */
  #current: Reader | null = null
  #spare: Database | null = null
  #isReleaseDue = false
  #isClosed = false

  /** `open` makes a connection, when one is needed. */
  constructor(open: () => Database) {
    this.#open = open
  }

  /** A reader of the newest state, for one snapshot more; a promise where all see older ones. */
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

  /** For one query at once, outside of snapshots. */
  forQuery(): Database {
    const reader = this.#current ?? this.#begin()
    if (reader) {
      this.#releaseLater()
      return reader.database
    }
    this.#spare ??= this.#connect()
    return this.#spare
  }

  /** Called when a query has failed. */
  check(): void {
    for (const reader of this.#all) reader.isLost ||= !reader.database.inTransaction
    if (this.#current?.isLost) this.outdate()
  }

  /** From now on nobody joins a state that was read before. */
  outdate(): void {
    const reader = this.#current
    this.#current = null
    if (reader?.snapshots === 0) this.#end(reader)
  }

  /** Ends the transaction that no snapshot uses: SQLite begins its log anew only where nobody reads. */
  release(): void {
    if (this.#current?.snapshots === 0) this.outdate()
  }

  close(): void {
    this.#isClosed = true
    for (const { database } of this.#all) database.close()
    this.#spare?.close()
  }

  #begin(): Reader | null {
    if (this.#idle.length === 0 && this.#all.length < readersMax) this.#add()
    const reader = this.#idle.at(-1)
    if (!reader) return null
    // The state is that of the first query behind this.
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
