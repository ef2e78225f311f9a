import type { PhrasingContent } from 'mdast'
import { type Marked, nestMarks } from './marks.ts'
import type { Span, TextBlock } from './schema.ts'

/** The text of a block as Markdown syntax tree (mdast), without its trailing line feeds. */
export function phrasing({ children, markDefs }: TextBlock): PhrasingContent[] {
  const hrefs = new Map(markDefs.flatMap((mark) => (mark._type === 'link' ? [[mark._key, mark.href]] : [])))
  const element = (mark: string, content: PhrasingContent[]): PhrasingContent => {
    const url = hrefs.get(mark)
    if (url !== undefined) return { type: 'link', url, children: content }
    return { type: decorators.get(mark) ?? 'emphasis', children: content }
  }
  const convert = (nodes: Marked<Leaf>[]): PhrasingContent[] => {
    const content: PhrasingContent[] = []
    for (const node of nodes) {
      if ('leaf' in node) addLeaf(content, node.leaf)
      else {
        const inner = convert(node.children)
        // A break at the edge of a mark would be lost.
        add(content, 'text', takeFeeds(inner, 0, /^\n+/))
        const feeds = takeFeeds(inner, inner.length - 1, /(?<!\n)\n+$/)
        if (inner.length > 0) content.push(element(node.mark, inner))
        add(content, 'text', feeds)
      }
    }
    return content
  }
  const leaves = children.flatMap(({ text, marks }): Leaf[] => {
    // Code cannot have a `]` escaped: the beginning of a link of several lines would be read as a definition.
    const isCode = marks.includes('code') && !(text.includes(']') && marks.some((mark) => hrefs.has(mark)))
    const shown = marks.filter((mark) => hrefs.has(mark) || decorators.has(mark))
    return text === '' ? [] : [{ text, isCode, marks: shown }]
  })
  const content = convert(nestMarks(leaves, (mark) => (hrefs.has(mark) ? 0 : 1)))
  takeFeeds(content, content.length - 1, /(?<!\n)\n+$/)
  return content
}

interface Leaf extends Pick<Span, 'text'> {
  readonly isCode: boolean
  /** Those that become elements. */
  readonly marks: readonly string[]
}

const decorators = new Map([
  ['strong', 'strong' as const],
  ['em', 'emphasis' as const],
  ['strike', 'delete' as const],
])

function addLeaf(content: PhrasingContent[], { text, isCode }: Leaf): void {
  if (!isCode) add(content, 'text', text)
  else
    for (const part of text.split(/(\n+)/)) add(content, part.startsWith('\n') ? 'text' : 'inlineCode', part)
}

/** Adds to the last node if it is of the same type: what is written as one must be escaped as one. */
function add(content: PhrasingContent[], type: 'text' | 'inlineCode', value: string): void {
  const last = content.at(-1)
  if (last?.type === type) last.value += value
  else if (value !== '') content.push({ type, value })
}

/** Removes the line feeds that match from the text at a place, and returns them. */
function takeFeeds(content: PhrasingContent[], at: number, feeds: RegExp): string {
  const node = content[at]
  if (node?.type !== 'text') return ''
  const [taken = ''] = feeds.exec(node.value) ?? []
  node.value = node.value.replace(feeds, '')
  if (node.value === '') content.splice(at, 1)
  return taken
}
