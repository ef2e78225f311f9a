/** Tells whether the event loop has taken on more than it can answer in time. */
export interface LoadWatch {
  isOverloaded(): boolean
  stop(): void
}

const tickMs = 10
/** What waits behind this much work gets its refusal within 100 ms. */
const busyMs = 80
/** One slow request, or a process that was not given the processor for a moment, is no overload. */
const takenMin = 10

/**
 * A loop that cannot keep up handles more and more requests in each turn. What comes late in such a turn is refused,
 * which takes microseconds, so that what was taken is answered in time.
 */
export function watchLoad(): LoadWatch {
  let turnedAt = performance.now()
  let taken = 0
  const timer = setInterval(() => {
    turnedAt = performance.now()
    taken = 0
  }, tickMs)
  timer.unref()
  return {
    isOverloaded() {
      if (taken >= takenMin && performance.now() - turnedAt > busyMs) return true
      taken += 1
      return false
    },
    stop: () => clearInterval(timer),
  }
}
