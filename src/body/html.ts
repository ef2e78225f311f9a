import { attribute, escapeText } from './escape.ts'
import { type Form, render } from './form.ts'
import { imageHtml } from './image-html.ts'
import type { MarkDef } from './mark-defs.ts'
import { type Marked, nestMarks } from './marks.ts'
import type { Decorator } from './names.ts'
import type { Block, Body, ImageBlock, Span, TextBlock } from './schema.ts'
import { foldLists, type List } from './text.ts'

/**
 * Precedes the key of a block in its `id`, so that a key such as `root` cannot be the id of an element of the page.
 */
const idPrefix = 'bt-'

/**
 * HTML: one element per block, with `bt-` and the block's key as `id`. Everything from the body is escaped, so no
 * sanitiser is needed: there are no elements but those written here, no styles and no scripts.
 */
export const htmlForm: Form = {
  block: (block) => (block._type === 'image' ? figureHtml(block) : textHtml(block)),
  whole: (body, blocks) =>
    foldLists(body)
      .map((section) =>
        Array.isArray(section)
          ? section.map((list) => listHtml(list, blocks)).join('\n')
          : (blocks.get(section) ?? ''),
      )
      .join('\n'),
}

export const toHtml = (body: Body): string => render(htmlForm, body)

const idOf = ({ _key }: Block): string => attribute('id', idPrefix + _key)

/** The content of a list item, without its `<li>`, which the list adds. */
function textHtml(block: TextBlock): string {
  const content = spansHtml(block)
  const id = block.listItem ? '' : idOf(block)
  switch (block.style) {
    case 'lead':
      return `<p class="lead"${id}>${content}</p>`
    case 'normal':
      return block.listItem ? content : `<p${id}>${content}</p>`
    case 'blockquote':
      return `<blockquote${id}><p>${content}</p></blockquote>`
    case 'h2':
    case 'h3':
      return `<${block.style}${id}>${content}</${block.style}>`
  }
}

function listHtml({ kind, items }: List, blocks: ReadonlyMap<Block, string>): string {
  const tag = kind === 'bullet' ? 'ul' : 'ol'
  const entries = items.map(({ block, lists }) => {
    const nested = lists.map((list) => listHtml(list, blocks)).join('')
    return `<li${idOf(block)}>${blocks.get(block) ?? ''}${nested}</li>`
  })
  return `<${tag}>${entries.join('')}</${tag}>`
}

/** The credit is an attribute so that the figure's text is its caption, as in plain text. */
function figureHtml(block: ImageBlock): string {
  const { caption, credit } = block
  const figcaption = caption === null ? '' : `<figcaption>${escapeText(caption)}</figcaption>`
  return `<figure${idOf(block)}${attribute('data-credit', credit)}>${imageHtml(block)}${figcaption}</figure>`
}

const decoratorTags = {
  strong: 'strong',
  em: 'em',
  code: 'code',
  sub: 'sub',
  sup: 'sup',
  strike: 's',
} satisfies Record<Decorator, string>

// A Map, because a mark may be named `constructor`.
const tagOf = new Map<string, string>(Object.entries(decoratorTags))

/** Links are divided last: a second one is a second tab stop for keyboard users, and an empty one is one too many. */
function spansHtml({ children, markDefs }: TextBlock): string {
  const defs = new Map(markDefs.map((mark) => [mark._key, mark]))
  const rank = (mark: string) =>
    ranks[defs.get(mark)?._type === 'link' ? 'link' : defs.has(mark) ? 'annotation' : 'decorator']
  const nodes = nestMarks(
    children.filter(({ text }) => text !== ''),
    rank,
  )
  return nodes.map((node) => markedHtml(node, defs)).join('')
}

const ranks = { link: 0, annotation: 1, decorator: 2 }

function markedHtml(node: Marked<Span>, defs: ReadonlyMap<string, MarkDef>): string {
  if ('leaf' in node) return escapeText(node.leaf.text).replace(/\n/g, '<br>')
  const content = node.children.map((child) => markedHtml(child, defs)).join('')
  const def = defs.get(node.mark)
  if (def) return annotationHtml(def, content)
  const tag = tagOf.get(node.mark)
  return tag ? `<${tag}>${content}</${tag}>` : content
}

function annotationHtml(mark: MarkDef, content: string): string {
  const span = (name: string, value: string) => `<span${attribute(name, value)}>${content}</span>`
  switch (mark._type) {
    case 'link': {
      const rel = /^https?:/.test(mark.href) ? 'noopener nofollow' : null
      return `<a${attribute('href', mark.href)}${attribute('rel', rel)}>${content}</a>`
    }
    case 'entity':
      return span('data-entity', mark.entity)
    case 'instrument':
      return span('data-instrument', mark.instrument)
    case 'figure':
      return span('data-figure', mark.figure)
    case 'event':
      return span('data-event', mark.event)
    case 'source':
      return span('data-source', mark.source)
    case 'quote':
      return span('data-quote', mark.quote)
    case 'term':
      return `<dfn${attribute('title', mark.definition)}>${content}</dfn>`
  }
}
