import { expect, test } from 'vitest'
import { typedHits, typedTokens, typedWords } from '../../src/search/typed.ts'

const words = (q: string) => typedWords(q).map(({ text, isBegun }) => (isBegun ? `${text}*` : text))

test.each([
  ['Goldman sa', ['goldman', 'sa*']],
  ['S&P 50', ['s&p', '50*']],
  ['BRK.', ['brk*']],
  ['AI-pow', ['ai', 'pow*']],
  ['  É ', ['e*']],
  ['gold gold', ['gold', 'gold*']],
  ['Unternehmensberatung', ['unternehmens*'.slice(0, 12).concat('*')]],
  ['株', ['株*']],
  ['株価', ['株価*']],
  ['株価上昇 A', ['株価', '価上', '上昇', 'a*']],
  ['株 A', ['株*', 'a*']],
  ['() “”', []],
])('what is typed becomes words: %s', (q, expected) => {
  expect(words(q)).toEqual(expected)
})

test('a headline has tokens for its words and for their longer beginnings', () => {
  expect(typedTokens(['Gold is up', 'Goldman'], 100)).toEqual([
    ...['_gol', '_gold_', '_is_', '_up_'],
    ...['_gol', '_gold', '_goldm', '_goldma', '_goldman_'].slice(1),
  ])
  expect(typedTokens(['株価'], 100)).toEqual(['_株価_', '_価_'])
  expect(typedTokens(['internationalisation'], 100).at(-2)).toBe('_internationa'.slice(0, 13))
})

test.each([
  ['Palantir Technologies', 'pal', [[0, 3]]],
  [
    'Palantir Technologies',
    'palantir te',
    [
      [0, 8],
      [9, 2],
    ],
  ],
  ['Palantir Technologies', 'palantir', [[0, 8]]],
  [
    'Palantir Technologies',
    'technologies p',
    [
      [0, 1],
      [9, 12],
    ],
  ],
  ['Große Straße', 'strass', [[6, 5]]],
  ['Große Straße', 'stras', [[6, 5]]],
  ['Cafe\u0301 Nero', 'cafe', [[0, 5]]],
  ['ﬁrst', 'f', [[0, 1]]],
  ['😀 株価上昇', '株', [[2, 1]]],
  ['😀 株価上昇', '価上昇', [[3, 3]]],
  [
    'BRK.B and B',
    'b',
    [
      [0, 1],
      [10, 1],
    ],
  ],
  ['Palantir', 'zzz', []],
])('hits are what was typed, in code points: %s, %s', (text, q, hits) => {
  expect(typedHits(text, typedWords(q))).toEqual(hits)
})
