import fc from 'fast-check'
import type { MarkDef } from '../../src/body/mark-defs.ts'
import type { Body, ImageBlock, Span, TextBlock } from '../../src/body/schema.ts'
import { line, spanText } from '../../src/values/text.ts'

const hostile = [
  ...[
    '<script>alert(1)</script>',
    '<!--',
    '-->',
    '<b onclick=x>',
    '&amp;',
    '&#x20;',
    '&',
    '<',
    '>',
    '"',
    "'",
  ],
  ...['*', '**', '_', '__', '~', '~~', '`', '``', '[x](y)', '![', '[', ']', ']: ', '(', ')', '\\', '|', '!'],
  ...['1. ', '1) ', '- ', '+ ', '# ', '#', '> ', '---', '===', ':-|', '    ', '\t', ' ', '\n', '\n\n'],
  ...[
    '’',
    '“rushed.”',
    '\u00a0',
    '\u200b',
    '\u2028',
    '👩‍👩‍👧',
    '🇪🇺',
    '漢字',
    'שלום',
    'e\u0301',
    'https://x.example/',
  ],
  ...['a', 'b', 'word', '1', '.'],
]

const character = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
)

// Unicode noncharacters are not for interchange; Markdown reads a character reference to one as U+FFFD.
const noncharacter = /\p{Noncharacter_Code_Point}/u

const text = fc
  .array(character, { maxLength: 8 })
  .map((parts) => parts.join(''))
  .filter((candidate) => !noncharacter.test(candidate) && spanText(20_000).safeParse(candidate).success)

const lineText = text
  .map((candidate) => candidate.replaceAll(/[\n\t\u2028]/g, ' '))
  .filter((candidate) => line(200).safeParse(candidate).success)

const innerKey = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/),
  fc.constantFrom('constructor', '__proto__', '-', '_'),
)
const decorators = ['strong', 'em', 'code', 'sub', 'sup', 'strike']
const markKey = innerKey.filter((candidate) => !decorators.includes(candidate))
const key = fc.constantFrom('openai', 'us-government', 'a1')

const urlTail = fc.constantFrom('', '?a=1&amp=2', "/a'b", '/(a)', '/((', '/a*b*_c_', '/<x>"', '/a`b`~', '/#x')
const webUrl = urlTail.map((tail) => `https://www.example.com${tail}`)
const href = fc.oneof(
  webUrl,
  urlTail.map((tail) => `/news${tail}`),
  fc.constant('mailto:desk@example.com?subject=a&body=b'),
)

const markDefs: fc.Arbitrary<MarkDef[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({ _type: fc.constant('link' as const), _key: markKey, href }),
    fc.record({
      _type: fc.constant('entity' as const),
      _key: markKey,
      entity: key,
      rel: fc.constantFrom('about', 'mentions'),
    }),
    fc.record({ _type: fc.constant('instrument' as const), _key: markKey, instrument: key }),
    fc.record({ _type: fc.constant('figure' as const), _key: markKey, figure: innerKey }),
    fc.record({ _type: fc.constant('event' as const), _key: markKey, event: innerKey }),
    fc.record({ _type: fc.constant('source' as const), _key: markKey, source: innerKey }),
    fc.record({ _type: fc.constant('quote' as const), _key: markKey, quote: innerKey }),
    fc.record({ _type: fc.constant('term' as const), _key: markKey, definition: lineText }),
  ),
  { selector: ({ _key }) => _key, maxLength: 5 },
)

function span(marks: MarkDef[]): fc.Arbitrary<Span> {
  const types = new Map<string, string>(marks.map(({ _key, _type }) => [_key, _type]))
  const names = fc.uniqueArray(fc.constantFrom(...decorators, ...types.keys()), {
    selector: (mark) => (['link', 'term'].includes(types.get(mark) ?? '') ? `one ${types.get(mark)}` : mark),
    maxLength: 4,
  })
  return fc.record({ _type: fc.constant('span' as const), text, marks: names })
}

const list = fc.record(
  {
    listItem: fc.constantFrom('bullet' as const, 'number' as const),
    level: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['listItem'] },
)

const textBlock: fc.Arbitrary<TextBlock> = markDefs.chain((marks) =>
  fc
    .record({
      _key: innerKey,
      style: fc.constantFrom('normal', 'lead', 'h2', 'h3', 'blockquote'),
      list: fc.option(list, { nil: {} }),
      children: fc.array(span(marks), { minLength: 1, maxLength: 5 }),
    })
    .map(({ list, ...block }) => ({ _type: 'block', ...block, ...list, markDefs: marks })),
)

const pixels = fc.option(fc.integer({ min: 1, max: 4000 }))

const mediaType = fc.option(fc.constantFrom('image/jpeg', 'image/webp', 'image/svg+xml'))
const bytes = fc.option(fc.integer({ min: 1, max: 1e9 }))
const share = fc.double({ min: 0, max: 1, noNaN: true })

const variants = fc.uniqueArray(
  fc.record({ url: webUrl, width: fc.integer({ min: 1, max: 4000 }), height: pixels, mediaType, bytes }),
  { selector: ({ mediaType: type, width }) => `${type} ${width}`, maxLength: 4 },
)

const imageBlock: fc.Arbitrary<ImageBlock> = fc.record({
  _type: fc.constant('image' as const),
  _key: innerKey,
  url: webUrl,
  alt: lineText,
  caption: fc.option(lineText),
  credit: fc.option(lineText),
  ...{ width: pixels, height: pixels, mediaType, bytes },
  focalPoint: fc.option(fc.record({ x: share, y: share })),
  variants,
})

const hasContent = (body: Body): boolean =>
  body.some(
    (block) => block._type === 'image' || block.children.some(({ text }) => /[\p{L}\p{N}]/u.test(text)),
  )

/** Valid bodies of up to eight blocks, full of text that HTML or Markdown could read as markup. */
export const bodyArbitrary: fc.Arbitrary<Body> = fc
  .uniqueArray(fc.oneof({ weight: 5, arbitrary: textBlock }, { weight: 1, arbitrary: imageBlock }), {
    selector: ({ _key }) => _key,
    minLength: 1,
    maxLength: 8,
  })
  .filter(hasContent)

/** A valid text block with one span, for examples. */
export const paragraph = (_key: string, text: string, more: Partial<TextBlock> = {}): TextBlock => ({
  _type: 'block',
  _key,
  style: 'normal',
  markDefs: [],
  children: [{ _type: 'span', text, marks: [] }],
  ...more,
})

/** A valid image block, for examples. */
export const image = (_key: string, more: Partial<ImageBlock> = {}): ImageBlock => ({
  _type: 'image',
  _key,
  url: 'https://www.example.com/a.jpg',
  alt: 'A chart',
  caption: null,
  credit: null,
  ...{ width: null, height: null, mediaType: null, bytes: null, focalPoint: null, variants: [] },
  ...more,
})
