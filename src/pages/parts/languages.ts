import { html } from 'ghtml'
import { type Frame, inLanguage } from '../frame.ts'
import { languageName } from '../language.ts'

interface LinkedLanguage {
  readonly address: string
  readonly locale: string
  /** What is there, if that is more than the language says. */
  readonly title?: string
}

/** Links to a page in other languages, each in its own words. */
export function inOtherLanguages(frame: Frame, links: readonly LinkedLanguage[]): string {
  if (links.length === 0) return ''
  const { words } = frame.language
  const link = ({ address, locale, title }: LinkedLanguage) =>
    html`<li><a href="${address}" hreflang="${locale}"!${title ? html` title="${title}"` : ''}!${inLanguage(frame, locale)}>${languageName(locale, { tag: locale, dir: 'auto' })}</a></li>`
  return html`<nav class="translations" aria-label="${words.languages}"><span aria-hidden="true">${words.languages}:</span><ul>!${links.map(link)}</ul></nav>
`
}
