import type { Commit, CommitListener } from './database.ts'

export interface Commits {
  on(listener: CommitListener): () => void
  tell(commit: Commit): void
}

/** Tells of commits to whoever listens. */
export function createCommits(): Commits {
  const listeners = new Set<CommitListener>()
  return {
    on(listener) {
      // One function may listen twice.
      const own: CommitListener = (commit) => listener(commit)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    tell(commit) {
      for (const listener of listeners) {
        try {
          listener(commit)
        } catch (error) {
          // The write is durable: to its caller nothing has failed.
          process.emitWarning(error instanceof Error ? error : String(error))
        }
      }
    },
  }
}
