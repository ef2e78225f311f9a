import type { Commit, CommitListener } from './database.ts'

export interface CommitListeners {
  add(listener: CommitListener): void
  tell(commit: Commit): void
}

/** A listener that throws cannot fail the write, which is already durable. */
export function createCommitListeners(): CommitListeners {
  const listeners = new Set<CommitListener>()
  return {
    add: (listener) => void listeners.add(listener),
    tell(commit) {
      for (const listener of listeners) {
        try {
          listener(commit)
        } catch (error) {
          process.emitWarning(error instanceof Error ? error : String(error))
        }
      }
    },
  }
}
