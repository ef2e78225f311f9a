import { html } from 'ghtml'
import type { RenderedArticle } from '../articles/kind.ts'
import type { Correction } from '../articles/schema/article.ts'
import type { DisclaimerUse, Placement } from '../disclaimers/schema.ts'

/**
 * The text of an article as readers must see it: its corrections and key points, then its body, with each disclaimer at its place. A
 * feed has no headline that something could precede, and no page that must be passed first: `interstitial` and `top`
 * begin the text. `url` is that of the article, where paths of the site lead.
 */
export function fullText(
  { locale, corrections, keyPoints }: Pick<RenderedArticle, 'locale' | 'corrections' | 'keyPoints'>,
  bodyHtml: string,
  disclaimers: readonly DisclaimerUse[],
  url: string,
): string {
  const placed = (placement: Placement) =>
    disclaimers.filter((one) => one.placement === placement).map(disclaimerHtml)
  const [lead, rest] = splitBehindLead(withAbsoluteLinks(bodyHtml, url))
  const parts = [
    ...[...placed('interstitial'), ...placed('top'), ...corrections.map(correctionHtml)],
    keyPoints.length > 0
      ? html`<ul class="key-points">!${keyPoints.map((point) => html`<li>${point}</li>`)}</ul>`
      : '',
    ...[lead, ...placed('after_lead'), rest, ...placed('after_body'), ...placed('footer')],
  ]
  return html`<div lang="${locale}" dir="auto">
!${parts.filter((part) => part !== '').join('\n')}
</div>`
}

/** A `<` of the body's own text is escaped, so that this is always a link. */
const withAbsoluteLinks = (bodyHtml: string, url: string): string =>
  bodyHtml.replaceAll('<a href="/', `<a href="${new URL(url).origin}/`)

const leadParagraph = /<p class="lead" id="[^"]*">.*?<\/p>\n?/s
/** Blocks are joined by line feeds, and no element ends before one inside a block. */
const firstBlock = /<\/\w+>(?:\n|$)/

/** Behind the lead paragraph, or else the first block. */
export function splitBehindLead(bodyHtml: string): [string, string] {
  const found = leadParagraph.exec(bodyHtml) ?? firstBlock.exec(bodyHtml)
  if (!found) return [bodyHtml, '']
  const end = found.index + found[0].length
  return [bodyHtml.slice(0, end).trimEnd(), bodyHtml.slice(end)]
}

const disclaimerHtml = ({ title, text, locale, placement }: DisclaimerUse): string =>
  html`<aside class="disclaimer" data-placement="${placement}" lang="${locale}" dir="auto"><p><strong>${title}</strong></p>!${text
    .split('\n')
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p>${paragraph}</p>`)
    .join('')}</aside>`

const correctionHtml = ({ kind, at, note, was, is }: Correction): string =>
  html`<aside class="correction"><p><strong>${kind === 'correction' ? 'Correction' : 'Clarification'}</strong>, <time datetime="${at}">${at.slice(0, 10)}</time>: !${lines(note)}</p><p><del>!${lines(was)}</del></p><p><ins>!${lines(is)}</ins></p></aside>`

const lines = (text: string): string => html`${text}`.replaceAll('\n', '<br>')
