/** Tells whether the event loop has been busy for too long without turning. */
export interface LoadWatch {
  isOverloaded(): boolean
  stop(): void
}

const tickMs = 10
/** What waits behind this much work gets its refusal within 100 ms. */
const busyMs = 80

/**
 * A loop that cannot keep up handles more and more requests in each turn. What comes late in such a turn is refused,
 * which takes microseconds, so that what was accepted is answered in time.
 */
export function watchLoad(): LoadWatch {
  let turnedAt = performance.now()
  const timer = setInterval(() => {
    turnedAt = performance.now()
  }, tickMs)
  timer.unref()
  return {
    isOverloaded: () => performance.now() - turnedAt > busyMs,
    stop: () => clearInterval(timer),
  }
}
