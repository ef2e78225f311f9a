import { expect, test } from 'vitest'
import { Edtf, endsBefore, precisionsOf } from '../../src/values/edtf.ts'

test.each([
  ['2026', 'year'],
  ['0000', 'year'],
  ['-0044', 'year'],
  ['Y17000', 'year'],
  ['Y-17000', 'year'],
  ['202X', 'year'],
  ['20XX', 'year'],
  ['2026?', 'year'],
  ['2026~', 'year'],
  ['2026%', 'year'],
  ['2026-03', 'month'],
  ['2026-XX', 'month year'],
  ['2026-XX-XX', 'day month year'],
  ['2026-03-XX', 'day month'],
  ['2026-03-17', 'day'],
  ['-0044-03-15', 'day'],
  ['2024-02-29', 'day'],
  ['2026-02-27~', 'day'],
  ['2025-23', 'season'],
  ['2025-28', 'season'],
  ['2026-33', 'quarter'],
  ['2026-36?', 'quarter'],
  ['2026-37', 'quadrimester'],
  ['2026-41', 'half_year'],
  ['2024/..', 'year'],
  ['../2024', 'year'],
  ['2024/', 'year'],
  ['/2024', 'year'],
  ['2026-02/2026-03', 'month season quarter quadrimester half_year year'],
  ['2026-03-16~/2026-03', 'day month season quarter quadrimester half_year year'],
  ['2026-40/2026-33', 'quarter quadrimester half_year year'],
  ['-0044/-0043', 'year'],
  ['202X/2020', 'year'],
  ['2026-24/2027-01', 'month season quarter quadrimester half_year year'],
])('%s is an EDTF date, as precise as %s', (text, said) => {
  expect(Edtf.safeParse(text).success).toBe(true)
  expect(precisionsOf(text).join(' ')).toBe(said)
})

test.each([
  ...['', '26', '2026-13', '2026-00', '2026-3', '2026-03-32', '2026-02-30', '1900-02-29', '2026-23-01'],
  ...[
    'March 2026',
    '2026-20',
    '2026-42',
    '2026-33-01',
    '-0000-33',
    '2XXX',
    'XXXX',
    '202X-05',
    '2026-XX-05',
    '-0000',
  ],
  ...['Y1700', 'Y17000-03', '2026-03-17T00:00:00Z', '/', '..', '../..', '2026/2027/2028', '2026/x', '2026 '],
])('%j is no EDTF date', (text) => {
  expect(Edtf.safeParse(text).error?.issues).toMatchObject([{ message: expect.stringMatching(/^is not/) }])
})

test.each([
  '2026-03/2026-01',
  '2026/2025',
  '2026-03-17/2026-03-16',
  '2026-36/2026-33',
  '2030/202X',
  '-0043/-0044',
])('%s ends before it begins', (text) =>
  expect(Edtf.safeParse(text).error?.issues).toMatchObject([{ message: 'ends before it begins' }]),
)

test('a date is before another only if all that it can mean is', () => {
  expect(endsBefore('2025', '2026-01')).toBe(true)
  expect(endsBefore('2026', '2026-01')).toBe(false)
  expect(endsBefore('2025/2026', '2027')).toBe(false)
})
