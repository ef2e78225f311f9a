import { describe, expect, test } from 'vitest'
import { plainly } from '../../src/values/plain.ts'
import { ClassName, Decimal, Key, line, prose, symbol } from '../../src/values/text.ts'

const faultOf = (schema: typeof Key, text: string) =>
  schema.safeParse(text, { error: plainly }).error?.issues[0]?.message ?? null

test.each([
  ['no text', ''],
  ['spaces', ' \u00a0\u3000\u1680'],
  ['zero-width characters', '\u200b\u200d\ufeff\u2060'],
  ['the Hangul fillers', '\u3164\u115f\u1160\uffa0'],
  ['the blank Braille pattern', '\u2800'],
  ['the null notehead', '\u{1d159}'],
  ['combining marks', '\u0301\u20dd\u034f'],
  ['variation selectors and tags', '\ufe0f\u{e0100}\u{e0041}'],
  ['private and unassigned characters', '\ue000\u{10ffff}'],
])('%s alone cannot be seen', (_, text) => {
  for (const schema of [line(200), prose(200)]) expect(faultOf(schema, text)).toBe('has no visible character')
})

test('one character that can be seen is enough', () => {
  for (const text of ['a', '\u3164가', '⠁\u2800', 'e\u0301', '.', '🎉', '👩\u200d🚀', 'क\u093f'])
    expect(faultOf(line(200), text)).toBeNull()
})

describe('a refused character is named with its place', () => {
  test.each([
    [line(20), 'a\u000bb', 'has a control character: U+000B at character 2'],
    [line(20), '🎉\nb', 'has a line break, where one line is expected: U+000A at character 2'],
    [line(20), '\u2028b', 'has a line break, where one line is expected: U+2028 at character 1'],
    [line(20), 'ab\u2068', 'has a bidirectional control: U+2068 at character 3'],
    [
      prose(20),
      'a\r\nb',
      'has a carriage return, where a line feed alone ends a line: U+000D at character 2',
    ],
    [prose(20), '🎉🎉\ud83c', 'has an unpaired surrogate: U+D83C at character 3'],
    [Key, 'share\u00adholders', 'is not lower-case words joined by hyphens: U+00AD at character 6'],
    [Key, 'a--b', 'is not lower-case words joined by hyphens'],
    [ClassName, 'a-b', 'is not lower-case words joined by underscores: U+002D at character 2'],
  ])('%#', (schema, text, fault) => expect(faultOf(schema, text)).toBe(fault))
})

test('length is counted in code points', () => {
  for (const schema of [line(3), prose(3), symbol(3)]) {
    expect(faultOf(schema, '🎉🎉🎉')).toBeNull()
    expect(faultOf(schema, '🎉🎉🎉🎉')).toBe('must not have more than 3 characters')
    expect(faultOf(schema, 'abcd')).toBe('must not have more than 3 characters')
  }
})

test('a decimal has one spelling of zero, and no sign, zero or exponent too many', () => {
  for (const text of ['0', '0.00', '-0.5', '-0.01', '10', '-10.10', '1'.repeat(30)])
    expect(faultOf(Decimal, text)).toBeNull()
  for (const text of [
    '-0',
    '-0.0',
    '-0.00',
    '+1',
    '1.',
    '.5',
    '-.5',
    '01',
    '-01',
    '1e3',
    '1,5',
    '',
    ' 1',
    '٣',
  ])
    expect(faultOf(Decimal, text)).toBe('is not a plain decimal number')
})
