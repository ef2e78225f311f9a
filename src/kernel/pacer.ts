/**
 * Divides long work among event-loop ticks, so that other requests are answered in between. Before each of its steps,
 * work says:
 *
 *     if (pacer.isSpent()) await pacer.turn()
 */
export interface Pacer {
  /** True once the work of this tick has taken its slice of time. */
  isSpent(): boolean
  /** Resolves in a later tick, for one piece of work after the other. */
  turn(): Promise<void>
}

/** `sliceMs`: after that, the step in work is the last one of its tick. */
export function createPacer(sliceMs = 10): Pacer {
  const waiting: (() => void)[] = []
  let begunAt: number | null = null
  const isSpent = (): boolean => {
    if (begunAt === null) {
      begunAt = performance.now()
      setImmediate(() => {
        begunAt = null
      })
    }
    return performance.now() - begunAt > sliceMs
  }
  // One for each that waits: between two, the work of the first goes on until it waits again.
  const release = () => {
    if (isSpent()) setImmediate(release)
    else waiting.shift()?.()
  }
  return {
    isSpent,
    turn: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        setImmediate(release)
      }),
  }
}
