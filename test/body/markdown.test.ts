import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'
import { describe, expect, test } from 'vitest'
import type { MarkDef } from '../../src/body/mark-defs.ts'
import { toMarkdown } from '../../src/body/markdown.ts'
import type { Body } from '../../src/body/schema.ts'
import { bodyArbitrary, image, paragraph } from './arbitrary.ts'
import { linksOf, plainSections } from './blocks.ts'

type Root = ReturnType<typeof fromMarkdown>
type Node = Root['children'][number]

const parse = (markdown: string): Node[] =>
  fromMarkdown(markdown, {
    extensions: [gfmStrikethrough()],
    mdastExtensions: [gfmStrikethroughFromMarkdown()],
  }).children

const childrenOf = (node: Node): Node[] => ('children' in node ? node.children : [])
const everyNode = (nodes: Node[]): Node[] => nodes.flatMap((node) => [node, ...everyNode(childrenOf(node))])

function textOf(node: Node): string {
  if (node.type === 'break') return '\n'
  if ('value' in node) return node.value
  const [first] = childrenOf(node)
  const inline = childrenOf(node).map(textOf).join('')
  // A caption is on the line below its image.
  return first?.type === 'image' ? inline.replace(/^\n/, '') : inline
}

const itemLines = (list: Node): string[] =>
  childrenOf(list).flatMap((item) => {
    const [own, lists] = [false, true].map((wanted) =>
      childrenOf(item).filter(({ type }) => (type === 'list') === wanted),
    )
    return [trimEnd((own ?? []).map(textOf).join('')), ...(lists ?? []).flatMap(itemLines)]
  })

/** A link does not include line feeds at its ends. */
const trim = (text: string) => text.replace(/^\n+|\n+$/g, '')
const trimEnd = (text: string) => text.replace(/\n+$/, '')

/** The text of each section as a Markdown parser reads it. */
function readSections(markdown: string): string[] {
  const sections: string[] = []
  let inRun = false
  for (const node of parse(markdown)) {
    const isList = node.type === 'list'
    const text = isList ? itemLines(node).join('\n') : trimEnd(textOf(node))
    if (isList && inRun) sections.push(`${sections.pop()}\n${text}`)
    else sections.push(text)
    inRun = isList
  }
  return sections
}

const withoutEmpty = (sections: string[]) => sections.filter((text) => text !== '')

/** What Markdown can represent: no trailing line feed in a block, and no block without text except in a list. */
function expectedSections(body: Body): string[] {
  const held = body.flatMap((block): Body => {
    if (block._type === 'image') return [block]
    const text = trimEnd(block.children.map((span) => span.text).join(''))
    if (text === '' && block.listItem === undefined) return []
    return [{ ...block, children: [{ _type: 'span' as const, text, marks: [] }] }]
  })
  return withoutEmpty(plainSections(held))
}

describe('the Markdown of any body', () => {
  test('parses back to the same text, except trailing line feeds of a block', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        expect(withoutEmpty(readSections(toMarkdown(body)))).toEqual(expectedSections(body))
      }),
    )
  })

  test('has no HTML, no definition, no code block and no thematic break', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const types = new Set(everyNode(parse(toMarkdown(body))).map(({ type }) => type))
        for (const type of ['html', 'definition', 'linkReference', 'imageReference', 'code', 'thematicBreak'])
          expect(types).not.toContain(type)
      }),
    )
  })

  test('marks the same characters as strong, emphasised and struck', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const blocks = body.flatMap((block) => (block._type === 'image' ? [] : block.children))
        const sent = blocks.flatMap(({ text, marks }) =>
          charactersOf(
            text,
            marks.flatMap((mark) => emphasis.get(mark) ?? []),
          ),
        )
        const withoutImages = body.filter(({ _type }) => _type !== 'image')
        expect(emphasised(parse(toMarkdown(withoutImages)))).toEqual(sent)
      }),
    )
  })

  test('has one link for each link, with its text, and the images', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const nodes = everyNode(parse(toMarkdown(body)))
        const links = nodes.flatMap((node) => (node.type === 'link' ? [[node.url, trim(textOf(node))]] : []))
        const sent = linksOf(body).map(([href, text]) => [href, trim(text)])
        expect(links).toEqual(sent.filter(([, text]) => text !== ''))
        const images = nodes.flatMap((node) => (node.type === 'image' ? [node] : []))
        expect(images.map(({ url, alt, title }) => [url, alt, title])).toEqual(
          body.flatMap((block) => (block._type === 'image' ? [[block.url, block.alt, block.credit]] : [])),
        )
      }),
    )
  })
})

const emphasis = new Map([
  ['strong', 'strong'],
  ['em', 'emphasis'],
  ['strike', 'delete'],
])

/** Each character but line feeds, with what marks it. */
const charactersOf = (text: string, marks: string[]) =>
  Array.from(text.replaceAll('\n', ''), (character) => [character, ...marks.toSorted()].join(' '))

const emphasised = (nodes: Node[], marks: string[] = []): string[] =>
  nodes.flatMap((node) => {
    if ('value' in node) return charactersOf(node.value, marks)
    const isMark = [...emphasis.values()].includes(node.type)
    return emphasised(childrenOf(node), isMark ? [...marks, node.type] : marks)
  })

const link: MarkDef = { _type: 'link', _key: 'm1', href: 'https://x.example/' }
const entity: MarkDef = { _type: 'entity', _key: 'm2', entity: 'openai', rel: 'about' }
const span = (text: string, ...marks: string[]) => ({ _type: 'span' as const, text, marks })

describe('the Markdown', () => {
  test.each([
    [paragraph('b1', 'a', { style: 'lead' }), 'a\n'],
    [paragraph('b1', 'a\nb\n\nc\n'), 'a\\\nb\\\n\\\nc\n'],
    [paragraph('b1', 'a', { style: 'h2' }), '## a\n'],
    [paragraph('b1', 'a\nb', { style: 'h3' }), '### a&#xA;b\n'],
    [paragraph('b1', 'a', { style: 'blockquote' }), '> a\n'],
    [paragraph('b1', '# 1. *a* <b> &amp; [x](y) ![z]'), '\\# 1. \\*a\\* \\<b> \\&amp; \\[x]\\(y) !\\[z]\n'],
    [paragraph('b1', '1. a'), '1\\. a\n'],
    [paragraph('b1', 'a\n:-\n-|-\n|-'), 'a\\\n\\:-\\\n\\-|-\\\n\\|-\n'],
    [image('b1'), '![A chart](https://www.example.com/a.jpg)\n'],
    [
      image('b1', { caption: 'C', credit: 'E "F"' }),
      '![A chart](https://www.example.com/a.jpg "E \\"F\\"")\\\nC\n',
    ],
    [paragraph('b1', ''), ''],
  ])('of block %# is %j', (block, markdown) => {
    expect(toMarkdown([block])).toBe(markdown)
  })

  test.each([
    [[span('a ', 'strong'), span('b', 'em', 'strong'), span(' c')], '**a _b_** c\n'],
    [[span('😀_😀', 'strong', 'em'), span('b', 'strong')], '**_😀\\_&#x1F600;_&#x62;**\n'],
    [[span('a ', 'code'), span('`b', 'code', 'm2')], '``a `b``\n'],
    [[span('a\nb', 'code')], '`a`\\\n`b`\n'],
    [[span('a', 'strike'), span('2', 'sub'), span('3', 'sup'), span('d', 'm2')], '~~a~~23d\n'],
    [[span('a', 'm1', 'em'), span('b', 'm1')], '[*a*b](https://x.example/)\n'],
    [
      [span('full ', 'm1'), span('annual', 'm1', 'strong'), span(' report', 'm1')],
      '[full **annual** report](https://x.example/)\n',
    ],
    [[span('a', 'm1'), span('\n'), span('b', 'm1')], '[a](https://x.example/)\\\n[b](https://x.example/)\n'],
    [[span('a\n\nb', 'm1', 'em'), span('\n', 'm1')], '[*a\\\n\\\nb*](https://x.example/)\n'],
    [[span('https://x.example/', 'm1')], '[https://x.example/](https://x.example/)\n'],
  ])('of spans %# is %j', (children, markdown) => {
    expect(toMarkdown([paragraph('b1', '', { markDefs: [link, entity], children })])).toBe(markdown)
  })

  test('leaves out blocks without text', () => {
    const body = [paragraph('b1', 'a'), paragraph('b2', '\n', { style: 'blockquote' }), paragraph('b3', 'b')]
    expect(toMarkdown(body)).toBe('a\n\nb\n')
  })

  test('nests lists and separates adjacent lists by their markers', () => {
    const body = [
      paragraph('b1', 'a', { listItem: 'bullet' }),
      paragraph('b2', 'b', { listItem: 'number', level: 3 }),
      paragraph('b3', 'c', { listItem: 'number', level: 2 }),
      paragraph('b4', 'd', { listItem: 'number' }),
      paragraph('b5', 'e', { listItem: 'number' }),
    ]
    expect(toMarkdown(body)).toBe('- a\n  1. b\n  1) c\n\n1. d\n2. e\n')
  })
})
