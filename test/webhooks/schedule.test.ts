import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delayAfter, readRetryAfter } from '../../src/webhooks/schedule.ts'

const failed = { attempt: 1, status: 500, retryAfterMs: null, failingMs: 0 }
const hour = 3_600_000

test('the attempts come after 1 s, 5 s, 30 s, 2 min, 10 min, 1 h, then every 3 h', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 30].map((attempt) => delayAfter({ ...failed, attempt }, 0.5))
  expect(delays).toEqual(
    [1, 5, 30, 120, 600, 3_600, 10_800, 10_800, 10_800].map((seconds) => seconds * 1_000),
  )
})

test('each is up to 20 % earlier or later', () => {
  expect([0, 0.5, 1].map((random) => delayAfter({ ...failed, attempt: 6 }, random))).toEqual([
    0.8 * hour,
    hour,
    1.2 * hour,
  ])
})

test('a receiver is given up after three days, or at a 410', () => {
  expect(delayAfter({ ...failed, attempt: 20, failingMs: 72 * hour - 1 }, 0)).not.toBeNull()
  expect(delayAfter({ ...failed, attempt: 20, failingMs: 72 * hour }, 0)).toBeNull()
  expect(delayAfter({ ...failed, status: 410 }, 0)).toBeNull()
})

test('Retry-After makes a wait longer, up to a day, and none shorter', () => {
  const after = (retryAfterMs: number) => delayAfter({ ...failed, attempt: 4, retryAfterMs }, 0.5)
  expect([0, 119_000, 121_000, 100 * hour].map(after)).toEqual([120_000, 120_000, 121_000, 24 * hour])
})

test('Retry-After is read in seconds and as a date; anything else is none', () => {
  const now = Date.parse('2026-04-01T00:00:00Z')
  expect(readRetryAfter('120', now)).toBe(120_000)
  expect(readRetryAfter('Wed, 01 Apr 2026 00:01:00 GMT', now)).toBe(60_000)
  expect(readRetryAfter('Wed, 01 Apr 2020 00:01:00 GMT', now)).toBe(0)
  for (const text of [undefined, '', '-1', '1.5', '1e3', 'soon', 'Wed, soon', '12345678901'])
    expect(readRetryAfter(text, now)).toBeNull()
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = readRetryAfter(text, now)
      expect(read === null || (Number.isFinite(read) && read >= 0)).toBe(true)
    }),
  )
})
