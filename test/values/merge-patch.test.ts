import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergePatch } from '../../src/values/merge-patch.ts'

// The table of RFC 7396, appendix A: original, patch, result.
const appendix: [unknown, unknown, unknown][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

test.each(appendix)('RFC 7396, appendix A: %j patched with %j is %j', (original, patch, result) => {
  expect(JSON.parse(JSON.stringify(mergePatch(original, patch)))).toEqual(result)
})

const json = fc.jsonValue({ maxDepth: 3 })

test('a patch changes neither the original nor itself', () => {
  fc.assert(
    fc.property(json, json, (original, patch) => {
      const before = JSON.stringify([original, patch])
      mergePatch(original, patch)
      expect(JSON.stringify([original, patch])).toBe(before)
    }),
  )
})

test('a second application of the same patch changes nothing more', () => {
  fc.assert(
    fc.property(json, json, (original, patch) => {
      const once = mergePatch(original, patch)
      expect(mergePatch(once, patch)).toEqual(once)
    }),
  )
})

test('a member named __proto__ is a member like any other and reaches no prototype', () => {
  const patch: unknown = JSON.parse('{"__proto__": {"polluted": true}, "a": {"constructor": {"x": 1}}}')
  const result = mergePatch({ a: {} }, patch)
  expect(JSON.stringify(result)).toBe('{"a":{"constructor":{"x":1}},"__proto__":{"polluted":true}}')
  expect('polluted' in {}).toBe(false)
})
