import type { FastifyInstance } from 'fastify'
import { html } from 'ghtml'
import { findNewest } from '../articles/listing/find-page.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import type { Database } from '../db/database.ts'
import type { ReadDependencies } from '../http/endpoints/read.ts'
import { notFound } from '../http/parameters/refusals.ts'
import type { Clock } from '../kernel/clock.ts'
import { isProblemCode, type ProblemDefinition, type ProblemTable } from '../kernel/refusal.ts'
import { sendPage, styleSheet } from './layout.ts'

const newestShown = 10

export interface SiteServices extends ArticleServices {
  readonly db: Pick<Database, 'snapshot'>
  readonly clock: Clock
  readonly stableIntervalAt: ReadDependencies['stableIntervalAt']
  readonly problems: ProblemTable
}

/** The pages for people: what this is, and what each problem code means. */
export function pageRoutes(app: FastifyInstance, services: SiteServices): void {
  app.get('/', async (_request, reply) => sendPage(reply, 'Broadtape', await homePage(services)))

  app.get('/style.css', (_request, reply) =>
    reply
      .header('content-type', 'text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .send(styleSheet),
  )

  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params
    if (!isProblemCode(services.problems, code)) throw notFound()
    const problem = services.problems[code]
    return sendPage(reply, `${problem.title} · Broadtape`, problemPage(code, problem))
  })
}

async function homePage(services: SiteServices): Promise<string> {
  const stories = (await newestStories(services)).map(
    ({ headline, locale, publishedAt, links }) =>
      html`<li><a href="${links.self}?body=text" lang="${locale}">${headline}</a><br><time datetime="${publishedAt}">${publishedAt.slice(0, 10)}</time></li>
`,
  )
  return html`<h1>Broadtape</h1>
<p>A headless newsroom for finance: articles, product menus and disclaimers over HTTP, published exactly on time.</p>
<h2>Newest stories</h2>
<ul>
!${stories.length > 0 ? stories.join('') : '<li class="soft">Nothing is published yet.</li>'}</ul>
<h2>Endpoints</h2>
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
  ['/docs', 'API reference'],
  ['/openapi.json', 'OpenAPI 3.1 document'],
  ['/v1/articles', 'Articles, newest first'],
  ['/v1/product-menus', 'Product menus, resolved for platform, language and jurisdiction'],
  ['/v1/disclaimers', 'Disclaimers in force'],
  ['/v1/corrections', 'Corrections and retractions'],
  ['/v1/events', 'The tape: everything that became public or stopped being so, in order'],
] as const

interface Story {
  readonly headline: string
  readonly locale: string
  readonly publishedAt: string
  readonly links: { readonly self: string }
}

/** Like the public list, leaves out articles that lack a required disclaimer. */
async function newestStories(services: SiteServices): Promise<Story[]> {
  const { db, clock, config, cards, disclaimers, stableIntervalAt } = services
  const at = clock.now()
  const { rows, found, resolver } = await db.snapshot(async (queries, epoch) => {
    const view = { db: queries, epoch }
    const { since } = await stableIntervalAt(view, ['disclaimers'], at)
    const rows = await findNewest(queries, at, config.defaultJurisdiction, newestShown)
    return {
      rows,
      found: await cards.read(
        view,
        rows.map(({ id }) => id),
        at,
      ),
      resolver: await disclaimers.at(view, since, null),
    }
  })
  return rows
    .flatMap(({ id }) => found.get(id) ?? [])
    .filter(({ traits }) => resolver.shown(traits).unresolved.length === 0)
    .map(({ content }) => JSON.parse(content.toString()))
}

const problemPage = (
  code: string,
  { status, title, remedy }: ProblemDefinition,
): string => html`<p class="soft"><code>${code}</code> · HTTP ${String(status)}</p>
<h1>${title}</h1>
<p>${remedy}</p>
<p><a href="/docs">API reference</a></p>`
