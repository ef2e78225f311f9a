import type { BlockContent, Break, Image, List as ListNode, Paragraph, PhrasingContent, Text } from 'mdast'
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough'
import { type Options, toMarkdown as write } from 'mdast-util-to-markdown'
import type { Body, ImageBlock, TextBlock } from './schema.ts'
import { foldLists, type List } from './text.ts'

/**
 * Renders the body as CommonMark with GFM strikethrough, never with HTML. Subscript, superscript and all annotations
 * except links become plain text. An image's caption is a line of its own in the image's paragraph, its credit the
 * image's title. Trailing line feeds and blocks without text are dropped: Markdown cannot represent them.
 */
export function toMarkdown(body: Body): string {
  const children = foldLists(body).flatMap((section): BlockContent[] => {
    if (Array.isArray(section)) return section.map(listNode)
    return section._type === 'image' ? [imageNode(section)] : textNodes(section)
  })
  return write({ type: 'root', children }, options)
}

const options: Options = {
  bullet: '-',
  // An autolink, `<https://…>`, cannot represent every URL.
  resourceLink: true,
  extensions: [gfmStrikethroughToMarkdown()],
  // The writer does not escape `_` inside a word, but may encode the letter beside it as a character reference, which
  // makes `_` start or end emphasis.
  handlers: {
    text: (node: Text, _, state, info) => state.safe(node.value, info).replaceAll(/(?<!\\)_/g, '\\_'),
  },
  // Many Markdown parsers support tables: no line may look like the delimiter row of a table.
  unsafe: [
    { atBreak: true, character: '|' },
    { atBreak: true, character: ':', after: '-' },
    { atBreak: true, character: '-', after: '[|:]' },
  ],
}

function textNodes(block: TextBlock): BlockContent[] {
  // A level-3 heading is one line, so a line feed becomes a character reference.
  const children = phrasing(block, block.style === 'h3' ? { type: 'text', value: '\n' } : { type: 'break' })
  if (children.length === 0) return []
  switch (block.style) {
    case 'h2':
      return [{ type: 'heading', depth: 2, children }]
    case 'h3':
      return [{ type: 'heading', depth: 3, children }]
    case 'blockquote':
      return [{ type: 'blockquote', children: [{ type: 'paragraph', children }] }]
    default:
      return [{ type: 'paragraph', children }]
  }
}

function listNode({ kind, items }: List): ListNode {
  return {
    type: 'list',
    ordered: kind === 'number',
    spread: false,
    children: items.map(({ block, lists }) => ({
      type: 'listItem',
      spread: false,
      children: [...textNodes(block), ...lists.map(listNode)],
    })),
  }
}

function imageNode({ url, alt, caption, credit }: ImageBlock): Paragraph {
  const image: Image = { type: 'image', url, alt, title: credit }
  if (caption === null) return { type: 'paragraph', children: [image] }
  return { type: 'paragraph', children: [image, { type: 'break' }, { type: 'text', value: caption }] }
}

type Wrapper = 'strong' | 'emphasis' | 'delete' | { href: string }
type Piece = { text: string; code: boolean; wrappers: Wrapper[] }

/** The block's lines, with `lineBreak` between them outside all marks: a break at the edge of a mark would be lost. */
function phrasing(block: TextBlock, lineBreak: Break | Text): PhrasingContent[] {
  const lines: Piece[][] = [[]]
  for (const { text, ...style } of pieces(block)) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ text: part, ...style })
    }
  }
  const length = lines.findLastIndex((line) => line.length > 0) + 1
  return lines
    .slice(0, length)
    .flatMap((line, index) => (index === 0 ? nest(line) : [lineBreak, ...nest(line)]))
}

function pieces({ children, markDefs }: TextBlock): Piece[] {
  const hrefs = new Map(markDefs.flatMap((mark) => (mark._type === 'link' ? [[mark._key, mark.href]] : [])))
  return children.map(({ text, marks }) => {
    const wrappers: Wrapper[] = []
    const href = marks.map((mark) => hrefs.get(mark)).find((found) => found !== undefined)
    if (href !== undefined) wrappers.push({ href })
    if (marks.includes('strong')) wrappers.push('strong')
    if (marks.includes('em')) wrappers.push('emphasis')
    if (marks.includes('strike')) wrappers.push('delete')
    return { text, code: marks.includes('code'), wrappers }
  })
}

/** Merges neighbours into one node if they share the outermost wrapper, or are both text or both code. */
function nest(line: Piece[]): PhrasingContent[] {
  const nodes: PhrasingContent[] = []
  for (let start = 0; start < line.length; ) {
    const kind = kindOf(line[start])
    let end = start + 1
    while (end < line.length && kindOf(line[end]) === kind) end += 1
    nodes.push(node(line.slice(start, end)))
    start = end
  }
  return nodes
}

function kindOf(piece: Piece | undefined): string {
  const wrapper = piece?.wrappers[0]
  if (wrapper === undefined) return piece?.code ? 'code' : 'text'
  return typeof wrapper === 'string' ? wrapper : wrapper.href
}

function node(alike: Piece[]): PhrasingContent {
  const wrapper = alike[0]?.wrappers[0]
  if (wrapper === undefined) {
    const value = alike.map(({ text }) => text).join('')
    return { type: alike[0]?.code ? 'inlineCode' : 'text', value }
  }
  const children = nest(alike.map((piece) => ({ ...piece, wrappers: piece.wrappers.slice(1) })))
  return typeof wrapper === 'string'
    ? { type: wrapper, children }
    : { type: 'link', url: wrapper.href, children }
}
