import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJson } from '../../../src/http/json/read-json.ts'
import { Refusal } from '../../../src/kernel/refusal.ts'

/** Pointer and detail of the refusal; null if the body is accepted. */
function faultOf(body: string | Buffer): string | null {
  try {
    readJson(Buffer.from(body))
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expect(error).toMatchObject({ code: 'invalid-body' })
    const [fault] = error.extras.errors ?? []
    return `${fault?.pointer}: ${fault?.detail}`
  }
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test.each([
  '{}',
  ' [1, -0, 0.1, 1.50, 1e3, 1E+2, 9007199254740991, 0.30000000000000004, 1e-7, 100000000000000000000] ',
  '"\\ud83d\\ude00 😀 \\u0041 مرحبا\\u200f \\t"',
  '{"a": {"a": null}, "b": [true, false, {"a": 1}]}',
  '{"": 1, "prototype": 2, "toString": 3}',
  nested(20),
])('takes %s as JSON.parse does', (text) => {
  expect(readJson(Buffer.from(text))).toEqual(JSON.parse(text))
})

test.each([
  ['', ': is not JSON, from character 1 on'],
  ['{"a":1,}', ': is not JSON, from character 8 on'],
  ['{a:1}', ': is not JSON, from character 2 on'],
  ["{'a':1}", ': is not JSON, from character 2 on'],
  ['{"a":1 /* no */}', ': is not JSON, from character 8 on'],
  ['{"a":1', ': is not JSON, from character 7 on'],
  ['[1,]', ': is not JSON, from character 4 on'],
  ['[01]', ': is not JSON, from character 3 on'],
  ['[.5]', ': is not JSON, from character 2 on'],
  ['[+1]', ': is not JSON, from character 2 on'],
  ['[1.]', ': is not JSON, from character 2 on'],
  ['NaN', ': is not JSON, from character 1 on'],
  ['{"a":Infinity}', ': is not JSON, from character 6 on'],
  ['"a\nb"', ': is not JSON, from character 1 on'],
  ['"\\x41"', ': is not JSON, from character 1 on'],
  ['"open', ': is not JSON, from character 1 on'],
  ['{} {}', ': is not JSON, from character 4 on'],
  ['nullx', ': is not JSON, from character 1 on'],
  ['\u00a0{}', ': is not JSON, from character 1 on'],
  ['\ufeff{}', ': begins with a byte order mark'],
  ['{"a":1,"a":1}', '/a: appears twice in its object'],
  ['{"x":[{"a":1,"\\u0061":2}]}', '/x/0/a: appears twice in its object'],
  ['{"__proto__":{}}', '/__proto__: is a name that is not accepted'],
  ['{"a":{"constructor":{"prototype":{}}}}', '/a/constructor: is a name that is not accepted'],
  ['{"a":"\\ud800"}', '/a: has an unpaired surrogate: U+D800 at character 1'],
  ['["\\udc00\\ud800"]', '/0: has an unpaired surrogate: U+DC00 at character 1'],
  ['{"\\ud800":1}', ': has a name that has an unpaired surrogate: U+D800 at character 1'],
  ['["a\\u0000b"]', '/0: has a control character: U+0000 at character 2'],
  ['["a\u202eb"]', '/0: has a bidirectional control: U+202E at character 2'],
  ['{"k\\u2066":1}', ': has a name that has a bidirectional control: U+2066 at character 2'],
  ['[9007199254740993]', '/0: is a number that would be rounded; send it as text where text is taken'],
  ['[1e400]', '/0: is a number that would be rounded; send it as text where text is taken'],
  ['[1e-400]', '/0: is a number that would be rounded; send it as text where text is taken'],
  ['[0.1000000000000000055]', '/0: is a number that would be rounded; send it as text where text is taken'],
  [nested(21), `${'/0'.repeat(3)}: is nested deeper than 20 levels`],
  ['{"a~/é":{"b":1,"b":2}}', '/a~0~1?/b: appears twice in its object'],
])('refuses %j', (text, fault) => {
  expect(faultOf(text)).toBe(fault)
})

test('refuses what is not UTF-8', () => {
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc0, 0x80, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
  ])
    expect(faultOf(Buffer.from(bytes))).toBe(': is not well-formed UTF-8')
  expect(faultOf(Buffer.from('"text"', 'utf16le'))).toMatch(/is not JSON/)
})

test('for any text, accepts nothing that JSON.parse refuses, and all JSON that is preserved exactly', () => {
  const pieces = fc.constantFrom(...'{}[],:"\\-+.eE019tfn u', '"a"', '"b":', 'true', 'null', '\\u00', '\n')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces).map((all) => all.join('')),
        fc.json({ maxDepth: 4 }),
      ),
      (text) => {
        const fault = faultOf(text)
        if (fault === null) expect(readJson(Buffer.from(text))).toEqual(JSON.parse(text))
        else if (/is not JSON/.test(fault)) expect(() => JSON.parse(text)).toThrow(SyntaxError)
      },
    ),
    { numRuns: 3_000 },
  )
})

/** The processor time of this thread in milliseconds, which other programs do not lengthen; the least of five. */
const quickest = (work: () => unknown) =>
  Math.min(
    ...Array.from({ length: 5 }, () => {
      const before = process.threadCpuUsage()
      work()
      const { user, system } = process.threadCpuUsage(before)
      return (user + system) / 1_000
    }),
  )

test('takes no longer than its size allows', () => {
  const blocks = Array.from({ length: 2_500 }, (_, key) => ({
    _type: 'block',
    _key: `b${key}`,
    children: [{ _type: 'span', text: `The “quoted” words, ${'and more of them. '.repeat(18)}`, marks: [] }],
  }))
  const large = Buffer.from(JSON.stringify({ blocks })).subarray()
  expect(large.length).toBeGreaterThan(1_000_000)
  expect(quickest(() => readJson(large))).toBeLessThan(20)
  for (const hostile of [
    nested(200_000),
    '['.repeat(1_000_000),
    '{"a":'.repeat(200_000),
    `"${'\\u0041'.repeat(150_000)}`,
    `"${'\\'.repeat(1_000_000)}`,
    `[${'1'.repeat(1_000_000)}]`,
    `[0.${'0'.repeat(1_000_000)}1]`,
    `[${'9'.repeat(17)}${'0'.repeat(1_000_000)}]`,
    ' '.repeat(1_000_000),
    `"${'a'.repeat(1_000_000)}`,
    `{${Array.from({ length: 90_000 }, (_, key) => `"k${key}":1`)}}`,
  ])
    expect(quickest(() => faultOf(hostile))).toBeLessThan(50)
})
