import type { Commit, CommitListener } from './database.ts'

export interface Commits {
  on(listener: CommitListener): () => void
  tell(commit: Commit): void
}

/** Notifies listeners of commits. A listener that throws cannot fail the write. */
export function createCommits(): Commits {
  const listeners = new Set<CommitListener>()
  return {
    on(listener) {
      // Wrapped, so that one function can be registered twice.
      const own: CommitListener = (commit) => listener(commit)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    tell(commit) {
      for (const listener of listeners) {
        try {
          listener(commit)
        } catch (error) {
          // The write is already durable.
          process.emitWarning(error instanceof Error ? error : String(error))
        }
      }
    },
  }
}
