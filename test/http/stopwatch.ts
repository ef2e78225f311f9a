import { onTestFinished, vi } from 'vitest'

/** Replaces `performance.now`, so that the test and not the machine determines durations. */
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
