import type { MarkDef } from './mark-defs.ts'
import type { Decorator } from './names.ts'
import type { Body, ImageBlock, Span, TextBlock } from './schema.ts'
import { foldLists, type List } from './text.ts'

/**
 * Renders the body as HTML: one element per block, with the block's key as `id`. Everything from the body is escaped,
 * so no sanitiser is needed: there are no elements but those written here, no styles and no scripts.
 */
export function toHtml(body: Body): string {
  return foldLists(body)
    .map((section) => {
      if (Array.isArray(section)) return section.map(listHtml).join('\n')
      return section._type === 'image' ? imageHtml(section) : textHtml(section, attribute('id', section._key))
    })
    .join('\n')
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** An attribute with a leading space; empty for null. */
const attribute = (name: string, value: string | number | null): string =>
  value === null
    ? ''
    : ` ${name}="${escapeText(String(value)).replaceAll('"', '&quot;').replaceAll("'", '&#39;')}"`

function textHtml(block: TextBlock, id: string): string {
  const content = spansHtml(block)
  switch (block.style) {
    case 'lead':
      return `<p class="lead"${id}>${content}</p>`
    case 'normal':
      return `<p${id}>${content}</p>`
    case 'blockquote':
      return `<blockquote${id}><p>${content}</p></blockquote>`
    case 'h2':
    case 'h3':
      return `<${block.style}${id}>${content}</${block.style}>`
  }
}

function listHtml({ kind, items }: List): string {
  const tag = kind === 'bullet' ? 'ul' : 'ol'
  const entries = items.map(({ block, lists }) => {
    const content = block.style === 'normal' ? spansHtml(block) : textHtml(block, '')
    return `<li${attribute('id', block._key)}>${content}${lists.map(listHtml).join('')}</li>`
  })
  return `<${tag}>${entries.join('')}</${tag}>`
}

/** The credit is an attribute so that the figure's text is its caption, as in plain text. */
function imageHtml({ _key, url, alt, caption, credit, width, height }: ImageBlock): string {
  const size = attribute('width', width) + attribute('height', height)
  const img = `<img${attribute('src', url)}${attribute('alt', alt)}${size} loading="lazy">`
  const figcaption = caption === null ? '' : `<figcaption>${escapeText(caption)}</figcaption>`
  return `<figure${attribute('id', _key)}${attribute('data-credit', credit)}>${img}${figcaption}</figure>`
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

function spansHtml({ children, markDefs }: TextBlock): string {
  const marks = new Map(markDefs.map((mark) => [mark._key, mark]))
  return children.map((span) => spanHtml(span, marks)).join('')
}

function spanHtml({ text, marks }: Span, markDefs: Map<string, MarkDef>): string {
  // An empty link would still be a tab stop for keyboard users.
  if (text === '') return ''
  return marks.reduceRight(
    (content, key) => {
      const mark = markDefs.get(key)
      const tag = tagOf.get(key)
      if (mark) return annotationHtml(mark, content)
      return tag ? `<${tag}>${content}</${tag}>` : content
    },
    escapeText(text).replaceAll('\n', '<br>'),
  )
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
