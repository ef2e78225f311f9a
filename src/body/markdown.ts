import type { BlockContent, Image, ListItem, List as ListNode, Paragraph, Text } from 'mdast'
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough'
import { type Handle, type Info, type Options, type State, toMarkdown as write } from 'mdast-util-to-markdown'
import { type Form, render } from './form.ts'
import { phrasing } from './phrasing.ts'
import type { Block, Body, ImageBlock, TextBlock } from './schema.ts'
import { foldLists, type List } from './text.ts'

/**
 * CommonMark with GFM strikethrough, never with HTML. Subscript, superscript and all annotations except links become
 * plain text. An image's caption is a line of its own in the image's paragraph, its credit the image's title. Trailing
 * line feeds and blocks without text are dropped: Markdown cannot represent them.
 */
export const markdownForm: Form = {
  block(block) {
    const node = block._type === 'image' ? imageNode(block) : textNode(block)
    return node === null ? '' : write(node, options)
  },
  whole: (body, blocks) =>
    foldLists(body)
      .map((section) => (Array.isArray(section) ? section : (blocks.get(section) ?? '')))
      .filter((section) => section !== '')
      .reduce(joinRuns, [])
      .map((section) => (typeof section === 'string' ? section : writeLists(section, blocks)))
      .join('\n'),
}

export const toMarkdown = (body: Body): string => render(markdownForm, body)

/** Lists that follow one another, as a block without text between them is dropped, are told apart by their markers. */
function joinRuns(sections: (string | List[])[], section: string | List[]): (string | List[])[] {
  const last = sections.at(-1)
  if (Array.isArray(section) && Array.isArray(last)) last.push(...section)
  else sections.push(section)
  return sections
}

const handlers = {
  text: ((node: Text, _, state, info) => writeText(node.value, state, info)) satisfies Handle,
}

/** A line feed becomes a hard break, or a character reference in a heading that is one line. */
function writeText(text: string, state: State, info: Info): string {
  const lines = state.stack.includes('headingAtx') ? [text] : text.split('\n')
  // A block can have 10,000 lines, all alike, and escaping one takes 5 µs.
  const inner = new Map<string, string>()
  return lines
    .map((line, at) => {
      const isInner = at > 0 && at < lines.length - 1
      const known = isInner ? inner.get(line) : undefined
      if (known !== undefined) return known
      const before = at === 0 ? info.before : '\n'
      const after = at === lines.length - 1 ? info.after : '\\'
      const written = writeLine(line, state, { ...info, before, after })
      if (isInner) inner.set(line, written)
      return written
    })
    .join('\\\n')
}

// The writer does not escape `_` inside a word, but may encode the letter beside it as a character reference, which
// makes `_` start or end emphasis.
const writeLine = (line: string, state: State, info: Info): string =>
  isPlain(line, info) ? line : state.safe(line, info).replaceAll(/(?<!\\)_/g, '\\_')

/**
 * True if nothing in the line needs an escape. The writer tries some 50 patterns on each text, which takes most of its
 * time.
 */
const isPlain = (line: string, { before, after }: Info): boolean =>
  !/[\t\n!#&*+<=>[\\\]_`|~]|^(?:[-.:()]|\d+[.)])/.test(line) &&
  !(line.startsWith(' ') && before.endsWith('\n')) &&
  !(line.endsWith(' ') && after.startsWith('\n'))

const options: Options = {
  bullet: '-',
  // An autolink, `<https://…>`, cannot represent every URL.
  resourceLink: true,
  extensions: [gfmStrikethroughToMarkdown()],
  handlers,
  // Many Markdown parsers support tables: no line may look like the delimiter row of a table.
  unsafe: [
    { atBreak: true, character: '|' },
    { atBreak: true, character: ':', after: '-' },
    { atBreak: true, character: '-', after: '[|:]' },
  ],
}

/** Null if there is no text. */
function textNode(block: TextBlock): BlockContent | null {
  const children = phrasing(block)
  if (children.length === 0) return null
  switch (block.style) {
    case 'h2':
      return { type: 'heading', depth: 2, children }
    case 'h3':
      return { type: 'heading', depth: 3, children }
    case 'blockquote':
      return { type: 'blockquote', children: [{ type: 'paragraph', children }] }
    default:
      return { type: 'paragraph', children }
  }
}

function imageNode({ url, alt, caption, credit }: ImageBlock): Paragraph {
  const image: Image = { type: 'image', url, alt, title: credit }
  if (caption === null) return { type: 'paragraph', children: [image] }
  return { type: 'paragraph', children: [image, { type: 'text', value: `\n${caption}` }] }
}

/** Lists whose items have been written before: each is a paragraph that consists of what was written. */
const writeLists = (lists: List[], blocks: ReadonlyMap<Block, string>): string =>
  write(
    { type: 'root', children: lists.map((list) => listNode(list, blocks)) },
    { ...options, handlers: { ...handlers, text: (node: Text) => node.value } },
  )

const listNode = ({ kind, items }: List, blocks: ReadonlyMap<Block, string>): ListNode => ({
  type: 'list',
  ordered: kind === 'number',
  spread: false,
  children: items.map(({ block, lists }): ListItem => {
    const value = blocks.get(block)?.slice(0, -1)
    const own: Paragraph[] = value ? [{ type: 'paragraph', children: [{ type: 'text', value }] }] : []
    return {
      type: 'listItem',
      spread: false,
      children: [...own, ...lists.map((list) => listNode(list, blocks))],
    }
  }),
})
