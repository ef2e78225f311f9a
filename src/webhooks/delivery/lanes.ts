import { setTimeout as sleep } from 'node:timers/promises'
import { createTurns } from '../../events/stream/turns.ts'

/** Attempts that are on their way at a time, those at slow receivers apart. */
const sendingMax = 512
/** A receiver whose attempt takes longer is slow, in milliseconds. */
const slowMs = 1_000
/** Length in UTF-16 code units above which a body is large. */
const largeFrom = 64 * 1024
/** Large bodies that are sent at a time: each is in memory until the receiver has it. */
const largeMax = 32
/** Receivers that read the store at a time. */
const readingMax = 4

/**
 * Bounds what goes on at a time. Slow receivers wait for each other and nobody waits for them: one that hangs gives its
 * turn back, and is then among its like.
 */
export interface Lanes {
  sending<Result extends { readonly ms: number }>(id: string, work: () => Promise<Result>): Promise<Result>
  /** Sends a body; large ones wait for each other. */
  sized<Result>(body: string, send: () => Promise<Result>): Promise<Result>
  readonly reading: ReturnType<typeof createTurns>
}

export function createLanes(): Lanes {
  const fast = createTurns(sendingMax)
  const slow = createTurns(sendingMax)
  const isSlow = new Set<string>()
  const large = createTurns(largeMax)
  /** Ends its turn with the work, or when that turns out to be slow; the work goes on. */
  const begin = <Result>(id: string, work: () => Promise<Result>) =>
    new Promise<Result>((resolve, reject) => {
      const turn = async () => {
        const ending = work()
        ending.then(resolve, reject)
        const isLate = sleep(slowMs, true, { ref: false })
        if (await Promise.race([ending.then(() => false), isLate])) isSlow.add(id)
      }
      // The caller has the rejection of the work from `ending`; this one is of the turn.
      fast(turn).catch(() => {})
    })
  return {
    reading: createTurns(readingMax),
    sized: (body, send) => (body.length > largeFrom ? large(send) : send()),
    async sending(id, work) {
      const result = await (isSlow.has(id) ? slow(work) : begin(id, work))
      if (result.ms > slowMs) isSlow.add(id)
      else isSlow.delete(id)
      return result
    },
  }
}
