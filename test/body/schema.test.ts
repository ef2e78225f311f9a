import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MarkDef } from '../../src/body/mark-defs.ts'
import { Body } from '../../src/body/schema.ts'
import { bodyArbitrary, image, paragraph } from './arbitrary.ts'

/** The path and message of each fault; an empty list for a valid body. */
const faults = (body: unknown): string[] =>
  (Body.safeParse(body).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)

const paths = (body: unknown): string[] =>
  (Body.safeParse(body).error?.issues ?? []).map(({ path }) => path.join('.'))

const span = (text: string, ...marks: string[]) => ({ _type: 'span' as const, text, marks })
const marked = (mark: MarkDef) =>
  paragraph('b1', '', { markDefs: [mark], children: [span('word', mark._key)] })
const linked = (href: string) => [marked({ _type: 'link', _key: 'm1', href })]

describe('a body', () => {
  test('passes the schema unchanged', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const sent: unknown = JSON.parse(JSON.stringify(body))
        expect(Body.parse(sent)).toEqual(sent)
        expect(sent).toEqual(body)
      }),
    )
  })

  test('accepts every mark, style and list level', () => {
    const marks: MarkDef[] = [
      { _type: 'link', _key: 'm1', href: 'https://www.example.com/' },
      { _type: 'entity', _key: 'm2', entity: 'openai', rel: 'about' },
      { _type: 'instrument', _key: 'm3', instrument: 'pltr' },
      { _type: 'figure', _key: 'm4', figure: 'f1' },
      { _type: 'event', _key: 'm5', event: 't1' },
      { _type: 'source', _key: 'm6', source: 's1' },
      { _type: 'quote', _key: 'm7', quote: 'q1' },
      { _type: 'term', _key: 'm8', definition: 'What it means' },
    ]
    const decorators = ['strong', 'em', 'code', 'sub', 'sup', 'strike']
    const children = [span('word', ...decorators, ...marks.map(({ _key }) => _key))]
    const body = [
      paragraph('b1', '', { style: 'lead', markDefs: marks, children }),
      paragraph('b2', 'a', { style: 'h2' }),
      paragraph('b3', 'a', { style: 'h3' }),
      paragraph('b4', 'a', { style: 'blockquote' }),
      paragraph('b5', 'a', { listItem: 'bullet' }),
      paragraph('b6', 'a', { listItem: 'number', level: 3 }),
      image('b7', { caption: 'A', credit: 'B', width: 1, height: 2 }),
    ]
    expect(faults(body)).toEqual([])
  })

  test.each([
    ['no visible character', [paragraph('b1', ' \n\u200b')], ''],
    ['an unknown block type', [{ ...paragraph('b1', 'a'), _type: 'html' }], '0._type'],
    ['an unknown field', [{ ...paragraph('b1', 'a'), html: 'x' }], '0'],
    ['an unknown style', [{ ...paragraph('b1', 'a'), style: 'h1' }], '0.style'],
    [
      'an unknown mark type',
      [{ ...paragraph('b1', 'a'), markDefs: [{ _type: 'x', _key: 'm' }] }],
      '0.markDefs.0._type',
    ],
    [
      'an annotation named as an alias of a decorator',
      [marked({ _type: 'figure', _key: 'strike-through', figure: 'f1' })],
      '0.markDefs.0._key',
    ],
    ['a block without a key', [{ ...paragraph('b1', 'a'), _key: undefined }], '0._key'],
    ['a key of other characters', [paragraph('b 1', 'a')], '0._key'],
    ['two blocks of one key', [paragraph('b1', 'a'), image('b2'), image('b1')], '2._key'],
    [
      'a mark that is not there',
      [paragraph('b1', '', { children: [span('a'), span('b', 'bold')] })],
      '0.children.1.marks.0',
    ],
    [
      'a mark twice on a span',
      [paragraph('b1', '', { children: [span('a', 'em', 'em')] })],
      '0.children.0.marks.1',
    ],
    ['a level without a list', [paragraph('b1', 'a', { level: 1 })], '0.level'],
    ['a level of 4', [paragraph('b1', 'a', { listItem: 'bullet', level: 4 })], '0.level'],
    ['an image without alternative text', [image('b1', { alt: ' ' })], '0.alt'],
    ['an image of another scheme', [image('b1', { url: 'data:image/png;base64,AA' })], '0.url'],
    ['an image of no width', [image('b1', { width: 0 })], '0.width'],
    ['a control character', [paragraph('b1', 'a\u0000')], '0.children.0.text'],
    ['a bidirectional control', [paragraph('b1', 'a\u202eb')], '0.children.0.text'],
    ['an unpaired surrogate', [paragraph('b1', 'a\ud800')], '0.children.0.text'],
  ])('with %s is refused there', (_, body, path) => {
    expect(paths(body)).toEqual([path])
  })

  test('has 1 to 2,000 blocks', () => {
    expect(faults([])).toContainEqual(expect.stringContaining('>=1'))
    const blocks = Array.from({ length: 2001 }, (_, index) => paragraph(`b${index}`, 'a'))
    expect(faults(blocks.slice(1))).toEqual([])
    expect(paths(blocks)).toEqual([''])
  })

  test('has at most 20,000 characters per block, in all spans together', () => {
    const children = [span('a'.repeat(10_000)), span('b'.repeat(10_000))]
    expect(faults([paragraph('b1', '', { children })])).toEqual([])
    expect(paths([paragraph('b1', '', { children: [...children, span('c')] })])).toEqual(['0.children'])
    expect(faults([paragraph('b1', '🎉'.repeat(20_000))])).toEqual([])
    expect(paths([paragraph('b1', '🎉'.repeat(20_001))])).toEqual(['0.children.0.text', '0.children'])
  })

  test('can consist of an image only', () => {
    expect(faults([paragraph('b1', ''), image('b2')])).toEqual([])
  })
})

/** As @portabletext/editor writes blocks, and as query languages return them. */
describe('a block as editors write it', () => {
  const parsed = (block: object) => Body.parse([{ ...paragraph('b1', 'a'), ...block }])[0]

  test('keeps the keys of spans', () => {
    const children = [{ _type: 'span', _key: '26254a2ffbc6', text: 'a', marks: [] }]
    expect(parsed({ children })).toEqual({ ...paragraph('b1', 'a'), children })
  })

  test.each<[string, object]>([
    ['markDefs', { markDefs: null }],
    ['markDefs', { markDefs: undefined }],
    ['style', { style: null }],
    ['style', { style: undefined }],
    ['marks', { children: [{ _type: 'span', text: 'a' }] }],
    ['marks', { children: [{ _type: 'span', _key: null, text: 'a', marks: null }] }],
    ['a list', { listItem: null, level: null }],
  ])('without %s has the default (%#)', (_, block) => {
    expect(JSON.parse(JSON.stringify(parsed(block)))).toEqual(paragraph('b1', 'a'))
  })

  test('without children has one without text', () => {
    const [block] = Body.parse([paragraph('b1', '', { children: [] }), image('b2')])
    expect(block).toEqual(paragraph('b1', ''))
  })

  test('has strike-through as strike', () => {
    const children = [{ _type: 'span', text: 'a', marks: ['em', 'strike-through'] }]
    expect(parsed({ children })).toEqual(paragraph('b1', '', { children: [span('a', 'em', 'strike')] }))
  })

  test('can be an image with nothing but its URL and alternative text', () => {
    const { _type, _key, url, alt } = image('b1')
    expect(Body.parse([{ _type, _key, url, alt }])).toEqual([image('b1')])
  })

  test.each<[object, string]>([
    [
      { style: 'h1' },
      '0.style: must be one of lead, normal, h2, h3, blockquote: the style `h1` is not supported',
    ],
    [
      { style: '\u0000<b>é' },
      '0.style: must be one of lead, normal, h2, h3, blockquote: the style `?<b>?` is not supported',
    ],
    [
      { listItem: 'square' },
      '0.listItem: must be one of bullet, number: the list item `square` is not supported',
    ],
    [
      { children: [span('a', 'underline')] },
      '0.children.0.marks.0: must be one of strong, em, code, sub, sup, strike or the `_key` of a mark of this block: the mark `underline` is not supported',
    ],
    [
      { markDefs: [{ _type: 'internalLink', _key: 'm1' }] },
      '0.markDefs.0._type: must be one of link, entity, instrument, figure, event, source, quote, term: the annotation `internalLink` is not supported',
    ],
    [
      { children: [{ _type: 'stock-ticker', _key: 'c1', text: '' }] },
      '0.children.0._type: must be one of span: the type `stock-ticker` is not supported',
    ],
    [
      { markDefs: [{ _type: 'link', _key: 'm1', href: '/a', blank: true }] },
      '0.markDefs.0: is not a known field: there are _type, _key, href',
    ],
    [{ _type: 'break' }, '0._type: must be one of block, image: the block `break` is not supported'],
    [{ _type: undefined }, '0._type: must be one of block, image'],
  ])('is refused by name: %j', (block, fault) => {
    expect(faults([{ ...paragraph('b1', 'a'), ...block }])).toEqual([fault])
  })
})

describe('a mark', () => {
  test('has a key that is unique in its block, but not across blocks', () => {
    const mark: MarkDef = { _type: 'figure', _key: 'm1', figure: 'f1' }
    expect(paths([paragraph('b1', 'a', { markDefs: [mark, mark] })])).toEqual(['0.markDefs.1._key'])
    expect(faults([marked(mark), { ...marked(mark), _key: 'b2' }])).toEqual([])
  })

  test('cannot have the name of a decorator', () => {
    expect(paths([marked({ _type: 'figure', _key: 'em', figure: 'f1' })])).toEqual(['0.markDefs.0._key'])
  })

  test.each<[string, MarkDef, MarkDef]>([
    ['link', { _type: 'link', _key: 'm1', href: '/a' }, { _type: 'link', _key: 'm2', href: '/b' }],
    ['term', { _type: 'term', _key: 'm1', definition: 'a' }, { _type: 'term', _key: 'm2', definition: 'b' }],
  ])('of type %s is at most once on a span', (_, first, second) => {
    const block = paragraph('b1', '', { markDefs: [first, second], children: [span('a', 'm1', 'em', 'm2')] })
    expect(paths([block])).toEqual(['0.children.0.marks.2'])
  })
})

describe('a link', () => {
  test.each([
    'https://www.example.com/a?b=c#d',
    'http://example.com',
    'https://例え.jp/',
    'mailto:desk@example.com',
    'mailto:a@example.com,b@example.com?subject=Correction',
    '/',
    '/news/a?b=c#d',
  ])('leads to %j', (href) => {
    expect(faults(linked(href))).toEqual([])
  })

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    ' https://example.com',
    'https://example.com ',
    'https://exa mple.com',
    'https://example.com/\u0000',
    'https://example.com/\u202e',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.com/1',
    '//evil.com',
    '/\\evil.com',
    '/\t/evil.com',
    '\\\\evil.com',
    'https:evil.com',
    'https:/evil.com',
    'https://',
    'https:\\\\evil.com',
    'https://good.com\\@evil.com',
    'https://user@evil.com',
    'https://user:password@evil.com',
    'https://:password@evil.com',
    'mailto:',
    'mailto:nobody',
    'mailto://evil.com/@',
    'tel:+1',
    'ftp://example.com',
    'news/a',
    '#b1',
    '?a',
    '',
    `/${'a'.repeat(2048)}`,
  ])('does not lead to %j', (href) => {
    expect(new Set(paths(linked(href)))).toEqual(new Set(['0.markDefs.0.href']))
  })
})
