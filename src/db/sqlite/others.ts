import { statSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'

const watchIntervalMs = 50

/** Tells whether the file that was opened still stands under its name. */
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
  /** True once after other connections than this one have written. */
  haveWritten(): boolean
  stop(): void
}

/**
 * Watches for writes that come through other connections than `writer`, and calls back for them. SQLite tells of them
 * at the price of an index read, so it is asked by a timer rather than at each request.
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
    // A store that cannot be read for a moment is asked again.
    if (haveWritten())
      onWrite().catch(() => {
        known = undefined
      })
  }, watchIntervalMs)
  timer.unref()
  return { haveWritten, stop: () => clearInterval(timer) }
}

/** Undefined while the file cannot be read: whoever asks it for something is told so. */
function versionBy(version: Sqlite.Statement): unknown {
  try {
    return version.get()
  } catch {
    return undefined
  }
}
