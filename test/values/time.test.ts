import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addMilliseconds,
  BoundInput,
  Duration,
  earliest,
  InstantInput,
  InstantText,
  latest,
  parseInstant,
} from '../../src/values/time.ts'

test.each([
  ['2026-03-17T00:00:00Z', '2026-03-17T00:00:00.000Z'],
  ['2026-03-17T00:00:00.1Z', '2026-03-17T00:00:00.100Z'],
  ['2026-03-17T00:00:00.123456789Z', '2026-03-17T00:00:00.123Z'],
  ['2026-03-17T23:59:59.999999Z', '2026-03-17T23:59:59.999Z'],
  ['2026-03-17T01:30:00+05:30', '2026-03-16T20:00:00.000Z'],
  ['2026-03-17T20:00:00-08:00', '2026-03-18T04:00:00.000Z'],
  ['2026-03-17T00:00:00+00:00', '2026-03-17T00:00:00.000Z'],
  ['2026-03-17T00:00:00-00:00', '2026-03-17T00:00:00.000Z'],
  ['2026-03-17T00:00:00+23:59', '2026-03-16T00:01:00.000Z'],
  ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
  ['2026-03-17t00:00:00z', '2026-03-17T00:00:00.000Z'],
  ['2026-03-17t01:00:00.1234567890+01:00', '2026-03-17T00:00:00.123Z'],
  ['0004-02-29T12:00:00Z', '0004-02-29T12:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('%s is read as %s', (text, instant) => {
  expect(parseInstant(text)).toBe(instant)
  expect(InstantInput.parse(text)).toBe(instant)
})

test.each([
  ['2026-03-17T00:00:00.0000000001Z', '2026-03-17T00:00:00.001Z'],
  ['2026-03-17T00:00:00.000000000Z', '2026-03-17T00:00:00.000Z'],
  ['2026-03-17T00:00:00.0010Z', '2026-03-17T00:00:00.001Z'],
  ['2026-03-17t23:59:59.9991z', '2026-03-18T00:00:00.000Z'],
  ['2026-03-17T00:00:00.1Z', '2026-03-17T00:00:00.100Z'],
  ['9999-12-31T23:59:59.9999Z', '9999-12-31T23:59:59.999Z'],
])('as a bound, %s is %s: never before what was written', (text, instant) => {
  expect(BoundInput.parse(text)).toBe(instant)
})

test.each([
  '',
  'now',
  '2026-03-17',
  '2026-03-17T00:00Z',
  '2026-03-17T00:00:00',
  '2026-03-17 00:00:00Z',
  '2026-03-17T00:00:00 Z',
  ' 2026-03-17T00:00:00Z',
  '2026-03-17T00:00:00Z\n',
  '2026-03-17T00:00:00.Z',
  '2026-03-17T00:00:00,5Z',
  '2026-03-17T24:00:00Z',
  '2026-03-17T23:60:00Z',
  '2016-12-31T23:59:60Z',
  '2026-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '0100-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-13-10T00:00:00Z',
  '2026-03-00T00:00:00Z',
  '2026-03-17T00:00:00+24:00',
  '2026-03-17T00:00:00+05:60',
  '2026-03-17T00:00:00+0530',
  '2026-03-17T00:00:00+05',
  '0000-12-31T00:00:00Z',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
  '+002026-03-17T00:00:00Z',
  '-2026-03-17T00:00:00Z',
  '٢٠٢٦-03-17T00:00:00Z',
])('%j is no instant', (text) => {
  expect(parseInstant(text)).toBeNull()
  expect(InstantInput.safeParse(text).success).toBe(false)
})

const millisecond = fc.integer({
  min: Date.parse('0001-01-03T00:00:00Z'),
  max: Date.parse('9999-12-29T00:00:00Z'),
})
const zone = fc.tuple(
  fc.constantFrom('+', '-'),
  fc.integer({ min: 0, max: 23 }),
  fc.integer({ min: 0, max: 59 }),
)

/** The moment as local time of that time zone. */
function inZone(moment: number, [sign, hours, minutes]: [string, number, number]): string {
  const shift = (hours * 60 + minutes) * 60_000 * (sign === '-' ? -1 : 1)
  const two = (number: number) => String(number).padStart(2, '0')
  return new Date(moment + shift).toISOString().replace('Z', `${sign}${two(hours)}:${two(minutes)}`)
}

test('a moment is the same instant in any time zone', () => {
  fc.assert(
    fc.property(millisecond, zone, (moment, zone) => {
      expect(parseInstant(inZone(moment, zone))).toBe(new Date(moment).toISOString())
    }),
  )
})

test('text order of instants is time order, and parsing is idempotent', () => {
  fc.assert(
    fc.property(millisecond, millisecond, zone, zone, (first, second, zone, other) => {
      const one = parseInstant(inZone(first, zone)) ?? ''
      const two = parseInstant(inZone(second, other)) ?? ''
      expect(one < two).toBe(first < second)
      expect(one === two).toBe(first === second)
      expect(parseInstant(one)).toBe(one)
      expect(InstantText.safeParse(one).success).toBe(true)
    }),
  )
})

test('any text is parsed or refused, without an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9T:.Z+-]{0,30}$/)), (text) => {
      const instant = parseInstant(text)
      expect(instant === null || InstantText.safeParse(instant).success).toBe(true)
    }),
  )
})

test('a missing bound is ignored as a start, and never as an end', () => {
  const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']
  expect(latest(early, null, undefined, late)).toBe(late)
  expect(latest(late, early)).toBe(late)
  expect(earliest(null, late, null, early)).toBe(early)
  expect(earliest(null, null)).toBeNull()
  expect(addMilliseconds(early, -1)).toBe('2025-12-31T23:59:59.999Z')
})

test.each(['P15M', 'P1Y', 'P2W', 'P1DT12H', 'PT30S'])('%s is a duration', (text) =>
  expect(Duration.safeParse(text).success).toBe(true),
)

test.each(['', 'P', 'PT', 'P1DT', '15M', 'P-1D', 'P1.5D', 'P1M1Y'])('%j is not a duration', (text) =>
  expect(Duration.safeParse(text).success).toBe(false),
)
