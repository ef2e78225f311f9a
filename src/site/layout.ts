import type { FastifyReply } from 'fastify'
import { html } from 'ghtml'

/** Sends a page without scripts. `content` must be HTML made by `html`, which escapes it. */
export function sendPage(reply: FastifyReply, title: string, content: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'public, max-age=15')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    .send(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
!${content}
</main>
</body>
</html>
`)
}

export const styleSheet = `:root { color-scheme: light dark; --ink: #1a1c20; --soft: #5c626c; --line: #d9dce1; --paper: #fff; --link: #0b57a4 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #9aa0a8; --line: #3a3e45; --paper: #16181c; --link: #8ab8f0 }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: 1rem; margin: 2.5rem 0 .5rem; text-transform: uppercase; letter-spacing: .06em; color: var(--soft) }
a { color: var(--link) }
ul, dl { padding: 0; margin: 0; list-style: none }
li, dt { border-top: 1px solid var(--line); padding: .6rem 0 }
dd { margin: 0; color: var(--soft) }
dt { padding-bottom: 0 }
dd { padding-bottom: .6rem }
time, .soft { color: var(--soft); font-size: .875rem }
code { font: .9em ui-monospace, monospace }
`
