import { expect, test } from 'vitest'
import { readIfMatch } from '../../../src/http/endpoints/preconditions.ts'
import { isDoneWithin } from '../../quickly.ts'

const refusalOf = (header: string, current: string | null) => {
  try {
    readIfMatch(header, true).require(current)
    return null
  } catch (error) {
    return error
  }
}

test.each(['"a"', ' "a" ', '"b","a"', '"b" , , "a",', ',"a"', '*', ' * '])('%j matches "a"', (header) => {
  expect(refusalOf(header, '"a"')).toBeNull()
})

test.each(['W/"a"', '"b"', '"b", "c"'])('%j does not match "a"', (header) => {
  expect(refusalOf(header, '"a"')).toMatchObject({ code: 'stale-revision' })
})

test.each([
  [
    ['"b"', '"b", "c"', 'W/"b"', '"b-gzip"', '"a-2"', '"a-1"', '"-gzip"', '"a-gzip-1"'],
    /^The current state does not/,
  ],
  [['W/"a"', '"b", W/"a"'], /^The entity tag in If-Match is weak .* has not changed/],
  [
    ['"a-gzip"', '"a--gzip"', '"a;gzip"', '"a-br"', '"a-zstd"', 'W/"a-gzip"', '"b" ,"a;br"'],
    /^The entity tag in If-Match has the name of a content coding appended, .* has not changed/,
  ],
])('%j is told by %s', (headers, detail) => {
  for (const header of headers)
    expect(refusalOf(header, '"a"')).toMatchObject({
      code: 'stale-revision',
      message: expect.stringMatching(detail),
    })
})

test('a state that does not exist matches nothing, not even *', () => {
  for (const header of ['*', '"a"'])
    expect(refusalOf(header, null)).toMatchObject({ message: expect.stringContaining('nothing here yet') })
})

test.each(['', 'a', '"a', '"a" "b"', '* *', '*, "a"', ','])('%j is malformed', (header) => {
  expect(refusalOf(header, '"a"')).toMatchObject({ code: 'malformed-request' })
})

test('a header of the maximum size is parsed quickly, whatever it contains', async () => {
  for (const filler of [' ,', ', ', ' , ', '\t,', '"a",', '"a" , ', ' ']) {
    const header = `"a"${filler.repeat(16_000 / filler.length)}x`
    expect(refusalOf(header, '"a"')).toMatchObject({ code: 'malformed-request' })
    expect(await isDoneWithin(200, () => refusalOf(header, '"a"'))).toBe(true)
  }
})
