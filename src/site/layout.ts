import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html } from 'ghtml'

const styleSheet = readFileSync(new URL('./style.css', import.meta.url), 'utf8')

/** Source expression for the inline style sheet (CSP Level 3 §2.3.1). */
const styleSource = `'sha256-${hash('sha256', styleSheet, 'base64')}'`

/**
 * Policy of a page, which loads from this server only: it works offline, over plain HTTP and under any host name.
 * `scripts`: it also has files of scripts and styles, and requests what it shows, here or from the public address.
 */
export const contentSecurityPolicy = ({
  scripts = false,
  publicUrl = null,
}: {
  readonly scripts?: boolean
  readonly publicUrl?: string | null
} = {}): string =>
  [
    "default-src 'none'",
    ...(scripts
      ? [
          `style-src 'self' ${styleSource}`,
          "script-src 'self'",
          `connect-src 'self'${publicUrl === null ? '' : ` ${publicUrl}`}`,
          // Icons in the style sheet of Swagger UI.
          "img-src 'self' data:",
        ]
      : [`style-src ${styleSource}`, "img-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const places = [
  ['/docs', 'Delivery API'],
  ['/docs/desk', 'Desk API'],
  ['/problems', 'Problems'],
] as const

export interface Page {
  readonly title: string
  /** Its own address, or that of the place it belongs to. */
  readonly place: string
  /** HTML made by `html`, which escapes it. */
  readonly content: string
  /** HTML of what it loads beside the style sheet. */
  readonly head?: string
}

/** A whole page, with the bar that all of them share. */
export const renderPage = ({ title, place, content, head = '' }: Page): string => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>!${styleSheet}</style>
!${head}</head>
<body>
<header class="bar"><div>
<a class="brand" href="/"><img src="/favicon.svg" alt="" width="26" height="26">Broadtape</a>
<nav aria-label="Main">
!${places.map(([address, name]) => link(address, name, address === place)).join('')}</nav>
</div></header>
!${content}
</body>
</html>
`

const link = (address: string, name: string, isCurrent: boolean): string =>
  html`<a href="${address}"!${isCurrent ? ' aria-current="page"' : ''}>${name}</a>
`
