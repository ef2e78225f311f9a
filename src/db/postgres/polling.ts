import type { Clock } from '../../kernel/clock.ts'
import type { Epochs } from '../cache-tags.ts'
import type { Commit } from '../database.ts'
import { storageUnavailable } from '../faults.ts'
import { connectOnce } from './connect.ts'
import { poll } from './open-writes.ts'
import { queriesThrough, runOn } from './queries.ts'
import { findLast } from './transaction.ts'

/** How often the database is asked for its time and for the writes of others, in milliseconds. */
const intervalMs = 50

interface Followers extends Pick<Epochs, 'last'> {
  readonly notice: (commit: Commit) => void
  /** Called when the clock of the database was set back. */
  readonly onSetBack: () => void
}

/** Keeps the clock and the epochs of this process in step with the database. */
export interface Polling {
  /** Resolves after the first poll. */
  start(): Promise<void>
  /** Polls if the last poll is too old to answer as of now. Throws if nothing can be answered. */
  ensureCurrent(): Promise<void> | undefined
  stop(): Promise<void>
}

export function createPolling(url: string, clock: Clock, { last, notice, onSetBack }: Followers): Polling {
  const connections = connectOnce(url)
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const run = async () => {
    let commit: Commit | undefined
    const found = await poll(connections, clock, async (client) => {
      const found = await findLast(
        queriesThrough((query) => runOn(client, query)),
        last(),
      )
      commit = found.commit
      return found.written
    })
    // An own commit may have come first. Before the clock moves, since it may move to the instant of this one.
    if (commit && commit.epoch > last()) notice(commit)
    if (clock.follow(found)) onSetBack()
  }
  const pollOnce = () => {
    running ??= run().finally(() => {
      running = undefined
    })
    return running
  }
  const again = () => {
    if (isStopped) return
    timer = setTimeout(
      () =>
        pollOnce()
          .catch(() => {})
          .finally(again),
      intervalMs,
    ).unref()
  }
  const refresh = async () => {
    // One that was under way may have the time from before the question.
    await running
    if (!clock.isCurrent()) await pollOnce()
    if (clock.isHeld()) throw storageUnavailable(new Error('A write has been open for too long.'))
  }
  return {
    async start() {
      await pollOnce()
      again()
    },
    ensureCurrent: () => (clock.isCurrent() ? undefined : refresh()),
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running?.catch(() => {})
      await connections.end()
    },
  }
}
