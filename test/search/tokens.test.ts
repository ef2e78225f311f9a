import { expect, test } from 'vitest'
import { searchDocument } from '../../src/search/document.ts'
import { fileIndex } from '../../src/search/index.sqlite.ts'
import { parseQuery } from '../../src/search/query.ts'
import { stemOf } from '../../src/search/stems.ts'
import { tokensOf } from '../../src/search/tokens.ts'

const tokens = (text: string) => tokensOf(text).map((token) => token.text)

test.each([
  ['Apple’s shares rose.', ['apple', 's', 'shares', 'rose']],
  ['BRK.B and AT&T, $30 billion (295%)', ['brk.b', 'and', 'at&t', '30', 'billion', '295']],
  ['the U.S. and U.S.A.; e.g. it', ['the', 'us', 'and', 'usa', 'eg', 'it']],
  ['Eni S.p.A., J.P. Morgan, U.S.1, 2.a', ['eni', 'spa', 'jp', 'morgan', 'u.s.1', '2.a']],
  ['1,234.5 or 1.234,5, up 3-4', ['1,234.5', 'or', '1.234,5', 'up', '3', '4']],
  ['A sentence.Another one', ['a', 'sentence', 'another', 'one']],
  [
    'Straße, CAFÉ, naïve, Øre, Łódź, ΟΔΟΣ, Ёлка, İstanbul',
    ['strasse', 'cafe', 'naive', 'ore', 'lodz', 'οδοσ', 'елка', 'istanbul'],
  ],
  ['ｆｕｌｌ　ｗｉｄｔｈ ﬁrst', ['full', 'width', 'first']],
  ['苹果股价', ['苹果', '果股', '股价', '价']],
  ['株', ['株']],
  ['가\u0301나\u0301\u0302', ['가나', '나']],
  ['3月期の', ['3', '月期', '期の', 'の']],
  ['ｶﾞｽ', ['ガス', 'ス']],
  ['삼성전자 주가', ['삼성', '성전', '전자', '자', '주가', '가']],
  ['หุ้น', ['หุ', 'ุ้', '้น', 'น']],
  ['😀 … — “” \u0301 \u0301\u0302', []],
  ['\u0301.s a\u0301.b', ['s', 'ab']],
])('%s', (text, expected) => {
  expect(tokens(text)).toEqual(expected)
})

test('a token knows its place in the original, however that is written', () => {
  for (const text of [
    'Die Straße ist',
    'e\u0301te\u0301 à Noël',
    'ｆｕｌｌ ﬁrst',
    '苹果，股价',
    '\u1112\u1161\u11ab\u1100\u1173\u11af a',
  ])
    for (const { text: token, start, end } of tokensOf(text)) {
      const [same] = tokensOf(text.slice(start, end))
      expect([text, same?.text]).toEqual([text, token])
    }
})

test('a long word counts up to its 64th unit', () => {
  expect(tokens('a'.repeat(65))).toEqual(tokens('a'.repeat(64)))
})

test.each([
  ['en', 'Companies', 'company'],
  ['de', 'Unternehmens', 'unternehmen'],
  ['fr', 'entreprises', 'entreprise'],
  ['es', 'acciones', 'acción'],
  ['it', 'azioni', 'azione'],
  ['pt', 'mercados', 'mercado'],
  ['nl', 'banken', 'bank'],
])('in %s, %s has the stem of %s', (language, one, other) => {
  const stem = (word: string) => tokensOf(word).map((token) => stemOf(token, language))
  expect(stem(one)).toEqual(stem(other))
  expect(stem(one)[0]).toMatch(new RegExp(`^${language}:`))
})

test('numbers, names with signs, short words and other languages have no stem', () => {
  const stems = (text: string, language: string) => tokensOf(text).map((token) => stemOf(token, language))
  expect(stems('2026 BRK.B is 株価 Q3', 'en')).toEqual([null, null, null, null, null, null])
  expect(stems('shares', 'ja')).toEqual([null])
})

const asked = (q: string) => {
  const { clauses, excluded } = parseQuery(q)
  const show = (clause: (typeof clauses)[number]) =>
    clause.map(({ tokens, isPrefix }) => tokens.join(' ') + (isPrefix ? '*' : '')).at(0)
  return [clauses.map(show), excluded.map(show)]
}

test.each([
  ['two words', ['two', 'words'], []],
  ['"a phrase" -not -"this one" be*', ['a phrase', 'be*'], ['not', 'this one']],
  ['"open -a', ['open'], ['a']],
  ['a"b c"', ['a b', 'c'], []],
  ['"a b"c', ['a b', 'c'], []],
  ['AI-powered', ['ai powered'], []],
  ['AI-pow*', ['ai pow*'], []],
  ['a* * ** ab**', ['a', 'ab*'], []],
  ['株 株価 株価* 3月', ['株*', '株価', '株価*', '3 月*'], []],
  ['"株価 3月期"', ['株価 価 3 月期'], []],
  ['--a - -- () "" "."', [], ['a']],
  ['a a A á "a"', ['a'], []],
])('%s', (q, clauses, excluded) => {
  expect(asked(q)).toEqual([clauses, excluded])
})

test('a single character has a token of its own, which is looked up instead of all pairs that begin with it', () => {
  const dates = { published_at: '2026-04-01T00:00:00.000Z', updated_at: '2026-04-01T00:00:00.000Z' }
  const fields = { headline: ['株価の株'], lead: ['3月期'], names: [], body: ['Shares'] }
  const { headline, lead, body } = searchDocument(fields, 'ja', [], dates)
  expect([headline, lead, body]).toEqual([
    '株価 価の の株 株 | :株 :価 :の',
    '3 月期 期 | :月 :期',
    'shares |',
  ])
  const textOf = (q: string) => fileIndex.matchOf(parseQuery(q)).text
  expect(textOf('の')).toBe('({headline lead names body} : (":の"))')
  expect(textOf('co*')).toBe('({headline lead names body} : ("co" *))')
})
