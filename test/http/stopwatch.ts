import { onTestFinished, vi } from 'vitest'

/** Stops the clock that durations are measured by: what takes how long is said by the test, not by the machine. */
export function stopwatch() {
  let now = performance.now()
  const stopped = vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => void stopped.mockRestore())
  return {
    advance(milliseconds: number) {
      now += milliseconds
    },
  }
}
