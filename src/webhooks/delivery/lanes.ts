import { createTurns } from '../../events/stream/turns.ts'

/** Attempts that are on their way at a time, those at slow receivers apart. */
const sendingMax = 512
/** A receiver whose last attempt took longer is slow, in milliseconds. */
const slowMs = 1_000
/** Receivers that read the store at a time. */
const readingMax = 4

/**
 * Bounds what goes on at a time. Slow receivers wait for each other and nobody waits for them: one that hangs takes a
 * turn of the others once, and is then among its like.
 */
export interface Lanes {
  sending<Result extends { readonly ms: number }>(id: string, work: () => Promise<Result>): Promise<Result>
  readonly reading: ReturnType<typeof createTurns>
}

export function createLanes(): Lanes {
  const fast = createTurns(sendingMax)
  const slow = createTurns(sendingMax)
  const isSlow = new Set<string>()
  return {
    reading: createTurns(readingMax),
    async sending(id, work) {
      const result = await (isSlow.has(id) ? slow : fast)(work)
      if (result.ms > slowMs) isSlow.add(id)
      else isSlow.delete(id)
      return result
    },
  }
}
