import { statSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'

const watchIntervalMs = 50

/** Returns a check whether the path still names the file that was opened, by its inode. */
export function watchPlace(file: string): () => boolean {
  const inode = () => statSync(file, { bigint: true, throwIfNoEntry: false })?.ino
  const opened = inode()
  return () => {
    try {
      return inode() === opened
    } catch {
      return false
    }
  }
}

export interface Others {
  /** True once after another connection has committed. */
  haveWritten(): boolean
  stop(): void
}

/**
 * Polls for commits of other connections through `pragma data_version`. That costs as much as an index read, so it
 * runs on a timer and not at each request.
 */
export function watchOthers(writer: Sqlite.Database, onWrite: () => Promise<void>): Others {
  const version = writer.prepare('pragma data_version').pluck()
  let known = versionBy(version)
  const haveWritten = () => {
    const found = versionBy(version)
    if (found === known) return false
    known = found
    return true
  }
  const timer = setInterval(() => {
    // If the store cannot be read, the next poll tries again.
    if (haveWritten())
      onWrite().catch(() => {
        known = undefined
      })
  }, watchIntervalMs)
  timer.unref()
  return { haveWritten, stop: () => clearInterval(timer) }
}

/** Undefined while the file cannot be read; queries report the fault themselves. */
function versionBy(version: Sqlite.Statement): unknown {
  try {
    return version.get()
  } catch {
    return undefined
  }
}
