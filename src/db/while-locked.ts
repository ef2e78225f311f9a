import type { Database, LockName } from './database.ts'

/**
 * Calls `work` whenever this process has got the lock of that name, with a signal that is aborted when it is lost, or
 * `signal` is. Resolves once `signal` is aborted. `work` ends with its signal, and does not throw.
 */
export async function whileLocked(
  db: Pick<Database, 'lock'>,
  name: LockName,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const lock = await db.lock(name, signal)
    if (!lock) return
    try {
      await work(AbortSignal.any([signal, lock.lost]))
    } finally {
      await lock.release()
    }
  }
}
