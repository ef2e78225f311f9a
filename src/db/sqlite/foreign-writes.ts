import { statSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'
import { toFault } from './faults.ts'

const watchIntervalMs = 50

/** Returns a check whether the path still names the file that was opened, by its inode, and whether all of it is there. */
export function watchPlace(file: string): () => boolean {
  const look = () => statSync(file, { bigint: true, throwIfNoEntry: false })
  let known = look()
  return () => {
    try {
      const found = look()
      // SQLite never shortens a store: nothing here runs VACUUM.
      if (!found || !known || found.ino !== known.ino || found.size < known.size) return false
      known = found
      return true
    } catch {
      return false
    }
  }
}

export interface ForeignWrites {
  /** Calls `notice` if another connection has committed since it was last called. An own write begins with it. */
  look(): void
  stop(): void
}

/**
 * Calls `notice` at once and after commits of other connections, which it finds by polling `pragma data_version`. That
 * costs as much as an index read, so it runs on a timer and not at each request.
 */
export function watchForeignWrites(writer: Sqlite.Database, notice: () => void): ForeignWrites {
  let known: unknown
  const look = () => {
    try {
      const found = writer.prepare('pragma data_version').pluck().get()
      // Always so within an own write, whose epoch is not committed: others cannot commit meanwhile.
      if (found === known) return
      notice()
      // Only now: after a fault, the next look notices it again.
      known = found
    } catch (error) {
      throw toFault(error)
    }
  }
  look()
  const timer = setInterval(() => {
    try {
      look()
    } catch {
      // Queries report that the store cannot be read.
    }
  }, watchIntervalMs)
  timer.unref()
  return { look, stop: () => clearInterval(timer) }
}
