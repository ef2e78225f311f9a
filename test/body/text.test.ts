import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockText, toText, wordCount } from '../../src/body/text.ts'
import { bodyArbitrary, image, paragraph } from './arbitrary.ts'

describe('the plain text', () => {
  test('joins blocks by a blank line and items by a line feed, with markers and indents', () => {
    const body = [
      paragraph('b1', 'Lead', { style: 'lead' }),
      paragraph('b2', 'one', { listItem: 'number' }),
      paragraph('b3', 'dash', { listItem: 'bullet', level: 2 }),
      paragraph('b4', 'deep', { listItem: 'number', level: 3 }),
      paragraph('b5', 'two', { listItem: 'number', level: 1 }),
      paragraph('b6', 'again', { listItem: 'bullet', level: 2 }),
      paragraph('b7', 'End'),
      paragraph('b8', 'new count', { listItem: 'number' }),
    ]
    const list = '1. one\n  - dash\n    1. deep\n2. two\n  - again'
    expect(toText(body)).toBe(`Lead\n\n${list}\n\nEnd\n\n1. new count`)
  })

  test('restarts numbering after another kind of list at the same level', () => {
    const kinds = ['number', 'number', 'bullet', 'number'] as const
    const body = kinds.map((listItem, index) => paragraph(`b${index}`, 'a', { listItem }))
    expect(toText(body)).toBe('1. a\n2. a\n- a\n1. a')
  })

  test('keeps the stated level of a list that starts deep', () => {
    const levels = [3, 1, 3, 2, 1]
    const body = levels.map((level, index) => paragraph(`b${index}`, 'a', { listItem: 'number', level }))
    expect(toText(body)).toBe('    1. a\n1. a\n    1. a\n  1. a\n2. a')
  })

  test('has the caption of an image, and nothing for an image without caption or a block without text', () => {
    const body = [paragraph('b1', 'a'), image('b2'), paragraph('b3', ''), image('b4', { caption: 'c' })]
    expect(toText(body)).toBe('a\n\nc')
  })

  test('has the exact text of every block in order', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const text = toText(body)
        let from = 0
        for (const block of body) {
          const at = text.indexOf(blockText(block), from)
          expect(at).toBeGreaterThanOrEqual(from)
          from = at + blockText(block).length
        }
      }),
    )
  })

  test('of one block joins its spans without a list marker', () => {
    const children = ['a ', 'b\n', ''].map((text) => ({ _type: 'span' as const, text, marks: [] }))
    expect(blockText(paragraph('b1', '', { listItem: 'bullet', children }))).toBe('a b\n')
  })
})

describe('the number of words', () => {
  test.each([
    ['', 'en', 0],
    [' \n\t ', 'en', 0],
    ['One two\n\nthree\u00a0four, five-six', 'en', 5],
    ['l’accord de 2,5 %', 'fr-CA', 4],
    ['我喜欢新闻。', 'zh', 3],
    ['我喜欢新闻。', 'zh-Hans-CN', 3],
    ['我喜欢新闻。', 'en', 1],
    ['สวัสดีชาวโลก', 'TH', 3],
    ['AWS と Microsoft', 'ja-JP', 3],
  ])('of %j in %s is %i', (text, locale, words) => {
    expect(wordCount(text, locale)).toBe(words)
  })
})
