import { expect, test } from 'vitest'
import { createLoadShedding } from '../../../src/http/edge/load-shedding.ts'

/** Observes the same longest wait every 10 ms from one moment to another. */
function wait(shedding: ReturnType<typeof createLoadShedding>, longestMs: number, from: number, to: number) {
  for (let now = from; now <= to; now += 10) shedding.observe(longestMs, now)
}

test('a burst is no overload: only waits above 100 ms that last for more than 250 ms are', () => {
  const shedding = createLoadShedding()
  wait(shedding, 100, 0, 1_000)
  expect(shedding.isOverdue(5_000, false, 1_000)).toBe(false)
  wait(shedding, 101, 1_010, 1_260)
  expect(shedding.isOverdue(5_000, false, 1_260)).toBe(false)
  expect(shedding.isOverdue(101, false, 1_261)).toBe(true)
  expect(shedding.isOverdue(100, false, 1_261)).toBe(false)
})

test('an overload ends as soon as nobody waits too long, so bursts do not add up', () => {
  const shedding = createLoadShedding()
  wait(shedding, 200, 0, 500)
  expect(shedding.isOverdue(200, false, 500)).toBe(true)
  shedding.observe(100, 510)
  expect(shedding.isOverdue(200, false, 510)).toBe(false)
  wait(shedding, 200, 520, 770)
  expect(shedding.isOverdue(200, false, 770)).toBe(false)
})

test('a pause, after which requests have waited long, is no overload', () => {
  const shedding = createLoadShedding()
  wait(shedding, 0, 0, 100)
  shedding.observe(700, 800)
  expect(shedding.isOverdue(700, false, 800)).toBe(false)
})

test('newcomers are those whose connection was opened less than a second before requests waited long, or since', () => {
  const shedding = createLoadShedding()
  expect(shedding.isNewcomer(0)).toBe(false)
  wait(shedding, 200, 5_000, 5_500)
  expect([3_000, 4_000, 4_001, 5_400].map(shedding.isNewcomer)).toEqual([false, false, true, true])
  expect([700, 751].map((waitedMs) => shedding.isOverdue(waitedMs, true, 5_500))).toEqual([false, true])
  wait(shedding, 10, 5_510, 6_500)
  expect(shedding.isNewcomer(5_400)).toBe(true)
  wait(shedding, 10, 6_510, 6_510)
  expect(shedding.isNewcomer(5_400)).toBe(false)
})
