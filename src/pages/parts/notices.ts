import { html } from 'ghtml'
import type { CorrectionNotice } from '../../articles/schema/article.ts'
import type { DisclaimerUse, Placement } from '../../disclaimers/schema.ts'
import { type Frame, inLanguage, paragraphs, time, to } from '../frame.ts'

/** The disclaimers of one place. */
export const disclaimersAt = (frame: Frame, uses: readonly DisclaimerUse[], placement: Placement): string =>
  uses
    .filter((one) => one.placement === placement)
    .map(
      ({ title, text, locale }) =>
        html`<div class="disclaimer" role="note" aria-label="${title}"!${inLanguage(frame, locale)}><p><strong>${title}</strong></p>!${paragraphs(text)}</div>
`,
    )
    .join('')

type Correction = Pick<CorrectionNotice, 'kind' | 'at' | 'note' | 'was' | 'is'>

/** What was wrong and what is right; of a retraction, its notice. `locale` is that of the text, null if it is not known. */
export function correction(frame: Frame, one: Correction, locale: string | null): string {
  const { kind, at, note, was, is } = one
  const { words } = frame.language
  const lang = locale === null ? ' dir="auto"' : inLanguage(frame, locale)
  const changes = [
    [words.was, was, 'del'],
    [words.is, is, 'ins'],
  ] as const
  return html`<p><strong>${words[kind]}</strong> !${time(at, frame.language)}</p>
<div!${lang}>!${paragraphs(note)}</div>
!${
    was === null
      ? ''
      : html`<dl>!${changes.map(
          ([name, text, tag]) =>
            html`<div><dt>${name}</dt><dd!${lang}><!${tag}>!${lines(text ?? '')}</!${tag}></dd></div>`,
        )}</dl>`
  }
`
}

const lines = (text: string): string =>
  text
    .split('\n')
    .map((line) => html`${line}`)
    .join('<br>')

/** A notice in the list of all articles, below the headline of its own. */
export function listedNotice(frame: Frame, one: CorrectionNotice): string {
  const { slug, headline, locale } = one
  const title =
    slug === null || headline === null || locale === null
      ? ''
      : html`<h2!${inLanguage(frame, locale)}><a href="${to(frame, `/articles/${slug}`)}">${headline}</a></h2>
`
  return html`<li class="correction">!${title}!${correction(frame, one, locale)}</li>
`
}
