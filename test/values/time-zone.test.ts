import { expect, test } from 'vitest'
import { dayBegin, TimeZone } from '../../src/values/time-zone.ts'

test.each([
  ['2026-11-28', 'UTC', '2026-11-28T00:00:00.000Z'],
  ['2026-11-28', 'Asia/Tokyo', '2026-11-27T15:00:00.000Z'],
  ['2026-11-28', 'Asia/Kolkata', '2026-11-27T18:30:00.000Z'],
  ['2026-11-28', 'Asia/Calcutta', '2026-11-27T18:30:00.000Z'],
  ['2026-11-28', 'America/New_York', '2026-11-28T05:00:00.000Z'],
  ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  // The day on which the clocks go forward, and the one after it; then the same in autumn.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  // No midnight: the clock went from 24:00 to 01:00, in Toronto in 1919 from 23:30 to 00:30.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00:00.000Z'],
  ['1919-03-31', 'America/Toronto', '1919-03-31T04:30:00.000Z'],
  // Midnight came twice: the first one counts.
  ['2006-10-29', 'America/Havana', '2006-10-29T04:00:00.000Z'],
  // Samoa skipped the 30th.
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  // Before time zones, local time; at the end of the calendar, instants stay in their fixed width.
  ['1850-01-01', 'America/New_York', '1850-01-01T04:56:02.000Z'],
  ['0000-01-01', 'Asia/Tokyo', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31', 'Pacific/Honolulu', '9999-12-31T10:00:00.000Z'],
])('%s begins in %s at %s', (day, zone, instant) => {
  expect(dayBegin(day, zone)).toBe(instant)
})

test.each([
  'UTC',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'America/Argentina/Buenos_Aires',
  'Etc/GMT+5',
])('%s is a time zone', (zone) => expect(TimeZone.safeParse(zone).success).toBe(true))

test.each([
  '',
  'Tokyo',
  'asia/tokyo',
  'Asia/Atlantis',
  'EST',
  'CET',
  'GMT+1',
  '+09:00',
  'Asia/Tokyo ',
  'SystemV/AST4',
])('%j is no time zone', (zone) => expect(TimeZone.safeParse(zone).success).toBe(false))
