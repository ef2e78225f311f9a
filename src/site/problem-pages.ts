import { STATUS_CODES } from 'node:http'
import { html } from 'ghtml'
import type { ProblemDefinition } from '../kernel/refusal.ts'
import { renderPage } from './layout.ts'

const place = '/problems'

/** Every problem code, by status. */
export function problemsPage(problems: Readonly<Record<string, ProblemDefinition>>): string {
  const byStatus = Map.groupBy(Object.entries(problems), ([, { status }]) => status)
  const sections = [...byStatus].sort(([one], [other]) => one - other)
  return renderPage({
    title: 'Problems · Broadtape',
    place,
    content: html`<main class="page problems">
<div class="head"><h1>Problems</h1>
<p class="lede">Every error is a problem document (RFC 9457) in <code>application/problem+json</code>. Programs act on its <code>code</code>; its <code>type</code> is the address of a page that says what to do.</p></div>
!${sections.map(([status, some]) => section(status, some)).join('')}</main>`,
  })
}

const section = (status: number, some: readonly [string, ProblemDefinition][]): string =>
  html`<section><h2>${nameOf(status)}</h2>
<ul>
!${some
    .map(
      ([
        code,
        { title },
      ]) => html`<li><a href="/problems/${code}"><code>${code}</code><span>${title}</span></a></li>
`,
    )
    .join('')}</ul></section>
`

const nameOf = (status: number): string => `${status} ${STATUS_CODES[status]}`

/** What a problem code means, and what to do. */
export function problemPage(
  code: string,
  { status, title, remedy, members = {} }: ProblemDefinition,
): string {
  const constant = { type: `/problems/${code}`, title, status, code }
  const described = Object.entries(members as Record<string, { description?: string }>)
  return renderPage({
    title: `${title} · Broadtape`,
    place,
    content: html`<main class="page problem">
<div class="head"><p class="soft"><code>${code}</code> · ${nameOf(status)}</p>
<h1>${title}</h1></div>
<p class="remedy">!${withCode(remedy)}</p>
<pre>${JSON.stringify(constant, null, 2)}</pre>
!${
      described.length === 0
        ? ''
        : html`<dl>
!${described
            .map(
              ([
                name,
                { description = '' },
              ]) => html`<dt><code>${name}</code></dt><dd>!${withCode(description)}</dd>
`,
            )
            .join('')}</dl>
`
    }</main>`,
  })
}

/** Escapes a text, in which what is between backticks is code. */
const withCode = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
    .join('')
