import fc from 'fast-check'
import { fromHtml } from 'hast-util-from-html'
import { describe, expect, test } from 'vitest'
import { toHtml } from '../../src/body/html.ts'
import type { MarkDef } from '../../src/body/mark-defs.ts'
import type { Body, ImageBlock } from '../../src/body/schema.ts'
import { toText } from '../../src/body/text.ts'
import { bodyArbitrary, image, paragraph } from './arbitrary.ts'
import { linksOf, plainSections } from './blocks.ts'

type Root = ReturnType<typeof fromHtml>
type Node = Root['children'][number]
type Element = Extract<Node, { type: 'element' }>

const parse = (html: string): Node[] => fromHtml(html, { fragment: true }).children
const isElement = (node: Node): node is Element => node.type === 'element'
const isList = ({ tagName }: Element): boolean => tagName === 'ul' || tagName === 'ol'
const elements = (nodes: Node[]): Element[] =>
  nodes.filter(isElement).flatMap((element) => [element, ...elements(element.children)])

function textOf(node: Node): string {
  if (node.type === 'text') return node.value
  if (!isElement(node)) return ''
  return node.tagName === 'br' ? '\n' : node.children.map(textOf).join('')
}

/** The lines of a list; markers and indents follow the level of the block with the item's id. */
function itemLines(list: Element, levels: Map<string, number>): string[] {
  return list.children.filter(isElement).flatMap((item, index) => {
    const nested = item.children.filter(isElement).filter(isList)
    const own = item.children.filter((child) => !(isElement(child) && isList(child)))
    const indent = '  '.repeat((levels.get(String(item.properties.id).slice(3)) ?? 1) - 1)
    const marker = list.tagName === 'ul' ? '-' : `${index + 1}.`
    const line = `${indent}${marker} ${own.map(textOf).join('')}`
    return [line, ...nested.flatMap((inner) => itemLines(inner, levels))]
  })
}

/** The plain text as read from the elements alone. */
function readText(html: string, body: Body): string {
  const levels = new Map(body.map((block) => [block._key, block._type === 'block' ? (block.level ?? 1) : 1]))
  const sections: string[] = []
  let inRun = false
  for (const element of parse(html).filter(isElement)) {
    const text = isList(element) ? itemLines(element, levels).join('\n') : textOf(element)
    if (isList(element) && inRun) sections.push(`${sections.pop()}\n${text}`)
    else sections.push(text)
    inRun = isList(element)
  }
  return sections.filter((text) => text !== '').join('\n\n')
}

const allowed: Record<string, string[]> = {
  p: ['className', 'id'],
  h2: ['id'],
  h3: ['id'],
  blockquote: ['id'],
  ul: [],
  ol: [],
  li: ['id'],
  figure: ['id', 'dataCredit'],
  figcaption: [],
  img: ['src', 'srcSet', 'sizes', 'alt', 'width', 'height', 'loading'],
  picture: [],
  source: ['type', 'srcSet', 'sizes'],
  br: [],
  a: ['href', 'rel'],
  span: ['dataEntity', 'dataInstrument', 'dataFigure', 'dataEvent', 'dataSource', 'dataQuote'],
  dfn: ['title'],
  ...{ strong: [], em: [], code: [], sub: [], sup: [], s: [] },
}

describe('the HTML of any body', () => {
  test('has the text of the plain text', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        expect(readText(toHtml(body), body)).toBe(toText(body))
      }),
    )
  })

  test('has only allowed elements and attributes', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        for (const { tagName, properties } of elements(parse(toHtml(body)))) {
          expect(Object.keys(allowed)).toContain(tagName)
          for (const name of Object.keys(properties)) expect(allowed[tagName]).toContain(name)
        }
      }),
    )
  })

  test('has each block with `bt-` and its key as id, in order', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const ids = elements(parse(toHtml(body))).flatMap(({ properties }) => properties.id ?? [])
        expect(ids).toEqual(body.map(({ _key }) => `bt-${_key}`))
      }),
    )
  })

  test('gives links, definitions and images their exact values', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const all = elements(parse(toHtml(body)))
        const images = body.flatMap((block) => (block._type === 'image' ? [block] : []))
        const imgs = all.filter(({ tagName }) => tagName === 'img').map(({ properties }) => properties)
        expect(imgs.map(({ src, alt }) => ({ src, alt }))).toEqual(
          images.map(({ url: src, alt }) => ({ src, alt })),
        )
        const used = body.flatMap((block) =>
          block._type === 'block' ? usedValues(block.children, block.markDefs) : [],
        )
        const shown = all.flatMap(({ properties }) => properties.href ?? properties.title ?? [])
        expect(new Set(shown)).toEqual(new Set(used))
      }),
    )
  })

  test('has one link for each link, over all spans that it covers', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const links = elements(parse(toHtml(body))).filter(({ tagName }) => tagName === 'a')
        expect(links.map((link) => [link.properties.href, textOf(link)])).toEqual(linksOf(body))
      }),
    )
  })

  test('has the text of the plain sections, except list markers', () => {
    const body = [
      paragraph('b1', 'a'),
      paragraph('b2', 'b', { listItem: 'bullet' }),
      image('b3', { caption: 'c' }),
    ]
    expect(parse(toHtml(body)).filter(isElement).map(textOf)).toEqual(plainSections(body))
  })
})

function usedValues(spans: { text: string; marks: string[] }[], markDefs: MarkDef[]): string[] {
  const values = new Map<string, string>()
  for (const mark of markDefs) {
    if (mark._type === 'link') values.set(mark._key, mark.href)
    if (mark._type === 'term') values.set(mark._key, mark.definition)
  }
  return spans
    .filter(({ text }) => text !== '')
    .flatMap(({ marks }) => marks.flatMap((mark) => values.get(mark) ?? []))
}

const variant = (path: string, more: Partial<ImageBlock['variants'][number]> = {}) => ({
  ...{ url: `https://x.example${path}`, width: 400, height: null, mediaType: null, bytes: null },
  ...more,
})

describe('the HTML', () => {
  test.each([
    [paragraph('b1', 'a', { style: 'lead' }), '<p class="lead" id="bt-b1">a</p>'],
    [paragraph('b1', 'a\nb'), '<p id="bt-b1">a<br>b</p>'],
    [paragraph('b1', 'a', { style: 'h2' }), '<h2 id="bt-b1">a</h2>'],
    [paragraph('b1', 'a', { style: 'h3' }), '<h3 id="bt-b1">a</h3>'],
    [paragraph('b1', 'a', { style: 'blockquote' }), '<blockquote id="bt-b1"><p>a</p></blockquote>'],
    [paragraph('b1', '<b>&amp; "’"'), '<p id="bt-b1">&lt;b&gt;&amp;amp; "’"</p>'],
    [
      image('b1'),
      '<figure id="bt-b1"><img src="https://www.example.com/a.jpg" alt="A chart" loading="lazy"></figure>',
    ],
    [
      image('b1', { alt: `"'<`, caption: 'C & D', credit: 'E', width: 3, height: 2 }),
      '<figure id="bt-b1" data-credit="E"><img src="https://www.example.com/a.jpg" alt="&quot;&#39;&lt;" width="3" height="2" loading="lazy"><figcaption>C &amp; D</figcaption></figure>',
    ],
    [
      image('b1', {
        ...{ width: 800, mediaType: 'image/jpeg' },
        variants: [
          variant('/400.jpg', { width: 400, mediaType: 'image/jpeg' }),
          variant('/again.jpg', { width: 800, mediaType: 'image/jpeg' }),
          variant('/200?&,,', { width: 200 }),
        ],
      }),
      '<figure id="bt-b1"><img src="https://www.example.com/a.jpg" srcset="https://www.example.com/a.jpg 800w, https://x.example/400.jpg 400w, https://x.example/200?&amp;%2C%2C 200w" sizes="auto, 100vw" alt="A chart" width="800" loading="lazy"></figure>',
    ],
    [
      image('b1', {
        variants: [variant('/b.avif', { mediaType: 'image/avif' }), variant('/b', { width: 9 })],
      }),
      '<figure id="bt-b1"><picture><source type="image/avif" srcset="https://x.example/b.avif 400w" sizes="auto, 100vw"><img src="https://www.example.com/a.jpg" srcset="https://x.example/b 9w" sizes="auto, 100vw" alt="A chart" loading="lazy"></picture></figure>',
    ],
  ])('of block %# is %s', (block, html) => {
    expect(toHtml([block])).toBe(html)
  })

  test.each<[MarkDef, string]>([
    [
      { _type: 'link', _key: 'm', href: 'https://x.example/?a&b' },
      '<a href="https://x.example/?a&amp;b" rel="noopener nofollow">a</a>',
    ],
    [{ _type: 'link', _key: 'm', href: '/news' }, '<a href="/news">a</a>'],
    [{ _type: 'link', _key: 'm', href: 'mailto:a@x.example' }, '<a href="mailto:a@x.example">a</a>'],
    [{ _type: 'entity', _key: 'm', entity: 'openai', rel: 'about' }, '<span data-entity="openai">a</span>'],
    [{ _type: 'instrument', _key: 'm', instrument: 'pltr' }, '<span data-instrument="pltr">a</span>'],
    [{ _type: 'figure', _key: 'm', figure: 'f1' }, '<span data-figure="f1">a</span>'],
    [{ _type: 'event', _key: 'm', event: 't1' }, '<span data-event="t1">a</span>'],
    [{ _type: 'source', _key: 'm', source: 's1' }, '<span data-source="s1">a</span>'],
    [{ _type: 'quote', _key: 'm', quote: 'q1' }, '<span data-quote="q1">a</span>'],
    [{ _type: 'term', _key: 'm', definition: 'what "it" is' }, '<dfn title="what &quot;it&quot; is">a</dfn>'],
  ])('of mark %# is its element', (mark, html) => {
    const children = [{ _type: 'span' as const, text: 'a', marks: ['m'] }]
    expect(toHtml([paragraph('b1', '', { markDefs: [mark], children })])).toBe(`<p id="bt-b1">${html}</p>`)
  })

  test('nests marks in order, the first outermost', () => {
    const marks = ['strong', 'em', 'code', 'sub', 'sup', 'strike']
    const children = [{ _type: 'span' as const, text: 'a', marks }]
    const html = '<strong><em><code><sub><sup><s>a</s></sup></sub></code></em></strong>'
    expect(toHtml([paragraph('b1', '', { children })])).toBe(`<p id="bt-b1">${html}</p>`)
  })

  test.each<[string[][], string]>([
    [[['l1'], ['l1', 'strong'], ['l1']], '<a href="/x">0<strong>1</strong>2</a>'],
    [[['l1'], ['strong', 'l1'], ['l1']], '<a href="/x">0<strong>1</strong>2</a>'],
    [[['strong'], ['l1', 'strong'], ['strong']], '<strong>0<a href="/x">1</a>2</strong>'],
    [[['strong'], ['strong', 'l1'], ['l1']], '<strong>0</strong><a href="/x"><strong>1</strong>2</a>'],
    [
      [['q1'], ['q1', 'l1'], ['l1']],
      '<span data-quote="q">0</span><a href="/x"><span data-quote="q">1</span>2</a>',
    ],
    [[['q1'], ['em', 'q1', 'l1'], ['q1', 'em']], '<span data-quote="q">0<em><a href="/x">1</a>2</em></span>'],
  ])('nests marks of spans %#', (marksOf, html) => {
    const markDefs: MarkDef[] = [
      { _type: 'link', _key: 'l1', href: '/x' },
      { _type: 'quote', _key: 'q1', quote: 'q' },
    ]
    const spans = marksOf.map((marks, at) => ({ _type: 'span' as const, text: String(at), marks }))
    const empty = { _type: 'span' as const, text: '', marks: [] }
    const children = spans.flatMap((span) => [span, empty])
    expect(toHtml([paragraph('b1', '', { markDefs, children })])).toBe(`<p id="bt-b1">${html}</p>`)
  })

  test('cannot take an id of the page', () => {
    expect(toHtml([paragraph('root', 'a')])).toBe('<p id="bt-root">a</p>')
  })

  test('nests lists inside the preceding item', () => {
    const body = [
      paragraph('b1', 'a', { listItem: 'bullet' }),
      paragraph('b2', 'b', { listItem: 'number', level: 2 }),
      paragraph('b3', 'c', { listItem: 'bullet', level: 1 }),
      paragraph('b4', 'd', { listItem: 'number', style: 'h3' }),
    ]
    const bullets = '<ul><li id="bt-b1">a<ol><li id="bt-b2">b</li></ol></li><li id="bt-b3">c</li></ul>'
    expect(toHtml(body)).toBe(`${bullets}\n<ol><li id="bt-b4"><h3>d</h3></li></ol>`)
  })
})
