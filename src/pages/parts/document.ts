import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html } from 'ghtml'
import { type Frame, time, to } from '../frame.ts'
import { filled } from '../language.ts'
import { menuDisclaimers, menuNavigation } from './menu.ts'

const styleSheet = readFileSync(new URL('../style.css', import.meta.url), 'utf8')

/** Headers of every page. It runs no script, and loads nothing but images; its one style sheet is named by its hash. */
export const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', styleSheet, 'base64')}'`,
    'img-src https: http: data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
} as const

export interface Page {
  readonly title: string
  readonly description?: string | null
  /** HTML of what describes the page to programs. */
  readonly head?: string
  readonly main: string
  readonly isFront?: boolean
  /** False for what a search engine must not list. */
  readonly isIndexed: boolean
}

/** A whole page. */
export function document(frame: Frame, page: Page): string {
  const { language, site, handedOn } = frame
  const { title, description = null, head = '', main, isFront = false, isIndexed } = page
  return html`<!doctype html>
<html lang="${language.tag}" dir="${language.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${isFront ? title : `${title} · ${site.name}`}</title>
!${
    description === null
      ? ''
      : html`<meta name="description" content="${description}">
`
  }!${
    isIndexed && handedOn.asOf === undefined
      ? ''
      : `<meta name="robots" content="noindex">
`
  }<link rel="icon" href="/favicon.svg" type="image/svg+xml">
!${head}<style>!${styleSheet}</style>
</head>
<body>
<a class="skip" href="#content">${language.words.skip}</a>
!${masthead(frame, isFront)}
<main id="content">
!${pastNotice(frame)}!${main}</main>
!${footer(frame)}
</body>
</html>
`
}

function masthead(frame: Frame, isFront: boolean): string {
  const { language, site, path: here } = frame
  const name = html`<a href="${to(frame, '/')}">${site.name}</a>`
  const links = [
    ['/', language.words.front],
    ['/corrections', language.words.corrections],
    ['/search', language.words.search],
  ] as const
  return html`<header class="masthead!${isFront ? ' front' : ''}">
<!${isFront ? 'h1' : 'p'} class="name">!${name}</!${isFront ? 'h1' : 'p'}>
<nav aria-label="${language.words.site}"><ul>!${links.map(
    ([path, text]) =>
      html`<li><a href="${to(frame, path)}"!${path === here ? ' aria-current="page"' : ''}>${text}</a></li>`,
  )}</ul></nav>
</header>
!${menuNavigation(frame)}`
}

/** Tells of a moment that is past, and leads to now. */
function pastNotice({ language, path, handedOn: { asOf, ...rest } }: Frame): string {
  if (asOf === undefined) return ''
  const { words } = language
  const [before = '', behind = ''] = filled(words.asOf, { time: '\n' }).split('\n')
  return html`<p class="past">${before}!${time(asOf, language)}${behind} <a href="${to({ handedOn: rest }, path)}">${words.now}</a></p>
`
}

function footer(frame: Frame): string {
  const { language, site, menu } = frame
  const { words } = language
  const links = [
    [to(frame, '/corrections'), words.corrections],
    [to(frame, '/search'), words.search],
    ['/feeds/atom.xml', words.feeds],
    ['/developers', words.developers],
  ] as const
  return html`<footer class="foot">
!${menu ? menuDisclaimers(frame, menu) : ''}<p class="name">${site.name}</p>
!${site.description === null ? '' : html`<p dir="auto">${site.description}</p>`}
<ul>!${links.map(([address, text]) => html`<li><a href="${address}">${text}</a></li>`)}</ul>
!${site.copyright === null ? '' : html`<p dir="auto">${site.copyright}</p>`}
</footer>`
}
