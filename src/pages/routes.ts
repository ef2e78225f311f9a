import type { FastifyInstance } from 'fastify'
import { html } from 'ghtml'
import { findNewest } from '../articles/find-page.ts'
import type { Context } from '../context.ts'
import { resolverAt } from '../disclaimers/for-content.ts'
import { notFound } from '../errors.ts'
import { isProblemCode, problemCodes } from '../http/problem-codes.ts'
import { sendPage, styleSheet } from './layout.ts'

const newestShown = 10

/** The pages for people: what this is, and what each problem code means. */
export function pageRoutes(app: FastifyInstance, context: Context): void {
  app.get('/', async (_request, reply) => sendPage(reply, 'Broadtape', await homePage(context)))

  app.get('/style.css', (_request, reply) =>
    reply
      .header('content-type', 'text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .send(styleSheet),
  )

  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params
    if (!isProblemCode(code)) throw notFound()
    return sendPage(reply, `${problemCodes[code].title} · Broadtape`, problemPage(code))
  })
}

async function homePage(context: Context): Promise<string> {
  const stories = (await newestStories(context)).map(
    ({ headline, locale, publishedAt, links }) =>
      html`<li><a href="${links.self}?body=text" lang="${locale}">${headline}</a><br><time datetime="${publishedAt}">${publishedAt.slice(0, 10)}</time></li>
`,
  )
  return html`<h1>Broadtape</h1>
<p>A headless newsroom for finance: articles, product menus and disclaimers over HTTP, published exactly on time.</p>
<h2>Newest stories</h2>
<ul>
!${stories.length > 0 ? stories.join('') : '<li class="soft">Nothing is published yet.</li>'}</ul>
<h2>For programs</h2>
<dl>
!${addresses
    .map(
      ([
        address,
        meaning,
      ]) => html`<dt><a href="${address}"><code>${address}</code></a></dt><dd>${meaning}</dd>
`,
    )
    .join('')}</dl>`
}

const addresses = [
  ['/docs', 'The API, to browse and to try'],
  ['/openapi.json', 'The same for programs: OpenAPI 3.1'],
  ['/v1/articles', 'Articles, newest first'],
  ['/v1/product-menus', 'Product menus, resolved for platform, language and jurisdiction'],
  ['/v1/disclaimers', 'Disclaimers in force'],
  ['/v1/corrections', 'What was corrected and retracted'],
  ['/v1/events', 'The tape: what became public, in order'],
] as const

interface Story {
  readonly headline: string
  readonly locale: string
  readonly publishedAt: string
  readonly links: { readonly self: string }
}

/** Like the list, without articles that lack a required disclaimer. */
async function newestStories(context: Context): Promise<Story[]> {
  const at = context.clock.now()
  const resolver = await resolverAt(context, at, null)
  const rows = await findNewest(context.db.read, at, newestShown)
  return rows
    .filter((row) => resolver.resolve(JSON.parse(row.facts)).unresolved.length === 0)
    .map((row) => JSON.parse(row.content.toString()))
}

function problemPage(code: keyof typeof problemCodes): string {
  const { status, title, remedy } = problemCodes[code]
  return html`<p class="soft"><code>${code}</code> · HTTP ${String(status)}</p>
<h1>${title}</h1>
<p>${remedy}</p>
<p><a href="/docs">The API</a></p>`
}
