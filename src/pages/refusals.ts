import { html } from 'ghtml'
import type { RefusalPages } from '../http/protocol/problem.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Instant } from '../values/time.ts'
import { type Frame, paragraphs, time } from './frame.ts'
import { languageFor } from './language.ts'
import { document, pageHeaders } from './parts/document.ts'
import { searchForm } from './parts/list.ts'
import { type PageServices, siteOf } from './services.ts'

/** The addresses of the pages and all below them, in any spelling, whatever is asked for there. */
const isPage = (url: string): boolean =>
  /^\/(?:(?:articles|topics|instruments|search|corrections)(?:\/[^?#]*)?)?(?:[?#]|$)/.test(
    url.replaceAll(/%([46-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
  )

/** Shows refusals as pages, in the default language; they read nothing of the store. */
export const refusalPages =
  ({ config, addresses }: Pick<PageServices, 'config' | 'addresses'>): RefusalPages =>
  (url, refusal, { status, title }) => {
    if (!isPage(url)) return null
    const frame: Frame = {
      language: languageFor(config.defaultLocale),
      site: siteOf(config, addresses),
      path: '',
      handedOn: {},
      menu: null,
    }
    const { errors, remedies } = frame.language.words
    const known = status in errors ? (status as keyof typeof errors) : 'other'
    const main = html`<article class="article refusal">
<header class="head"><p class="kicker">${String(status)}</p><h1>${errors[known]}</h1>
<p class="standfirst">${remedies[known]}</p></header>
!${known === 'other' ? html`<p class="meta" lang="en" dir="ltr">${title}. ${refusal.message}</p>` : ''}!${faults(refusal)}!${notice(frame, refusal)}</article>
!${status === 404 ? searchForm(frame, null, 'h2') : ''}`
    const bytes = Buffer.from(document(frame, { title: errors[known], main, isIndexed: false }))
    return { headers: { 'content-type': 'text/html; charset=utf-8', ...pageHeaders }, bytes }
  }

const faults = ({ extras: { errors = [] } }: Refusal): string =>
  errors.length === 0
    ? ''
    : html`<ul class="meta" lang="en" dir="ltr">!${errors.map(({ parameter, detail }) => html`<li><code>${parameter ?? ''}</code> ${detail}</li>`)}</ul>
`

/** What is told of a retracted article. */
function notice(frame: Frame, { extras: { members = {} } }: Refusal): string {
  const { notice, retractedAt } = members
  if (typeof notice !== 'string') return ''
  return html`<section class="correction"><p><strong>${frame.language.words.retraction}</strong> !${time(retractedAt as Instant, frame.language)}</p>
<div dir="auto">!${paragraphs(notice)}</div></section>
`
}
