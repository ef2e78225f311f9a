import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { html } from 'ghtml'
import { cacheControl, digestOf } from '../http/edge/caching.ts'
import type { PreparedAnswer } from '../http/edge/response-cache.ts'
import { sendPrepared } from '../http/endpoints/read.ts'
import { notFound } from '../http/parameters/refusals.ts'
import type { Config } from '../kernel/config.ts'
import { contentSecurityPolicy, renderPage } from './layout.ts'
import { htmlType, prepareSiteAnswer } from './prepared.ts'

const swaggerUi = new URL(import.meta.resolve('@fastify/swagger-ui/static/'))
const own = new URL('./docs/', import.meta.url)

/** What the pages load, in this order: of Swagger UI only the parts that they need. */
const files = {
  'swagger-ui.css': swaggerUi,
  'docs.css': own,
  'swagger-ui-bundle.js': swaggerUi,
  'docs.js': own,
} as const

const sides = {
  delivery: {
    address: '/docs',
    title: 'Delivery API',
    notice: html`Public reads. No key is needed, and nothing can be changed here.`,
  },
  desk: {
    address: '/docs/desk',
    title: 'Desk API',
    notice: html`<strong>Requests sent from this page change this newsroom.</strong> They need a key, which this page forgets when it is closed.`,
  },
} as const
type Side = keyof typeof sides

/** Swagger UI: `/docs` for delivery, `/docs/desk` for the desk. */
export function docsRoutes(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  let loading: Promise<Docs> | undefined
  const load = () => {
    loading ??= loadDocs(publicUrl).catch((error: unknown) => {
      // The next request tries again.
      loading = undefined
      throw error
    })
    return loading
  }
  for (const side of ['delivery', 'desk'] as const)
    app.get(sides[side].address, async (request, reply) =>
      sendPrepared(request, reply, (await load()).pages[side]),
    )
  app.get<{ Params: { digest: string; name: string } }>(fileRoute, async (request, reply) => {
    const file = (await load()).files.get(request.url.split('?', 1)[0] ?? '')
    if (!file) throw notFound()
    return sendPrepared(request, reply, file)
  })
}

const fileRoute = '/docs/files/:digest/:name'

interface Docs {
  readonly pages: Readonly<Record<Side, PreparedAnswer>>
  /** By address. */
  readonly files: ReadonlyMap<string, PreparedAnswer>
}

async function loadDocs(publicUrl: string | null): Promise<Docs> {
  const loaded = await Promise.all(
    Object.entries(files).map(async ([name, folder]) => {
      const content = await readFile(new URL(name, folder))
      // The digest lets a file be kept for ever, and a page be served with the files that it was written for.
      const address = `/docs/files/${digestOf(content).slice(0, 12)}/${name}`
      const file = prepareSiteAnswer({
        route: fileRoute,
        content,
        contentType: `text/${name.endsWith('.js') ? 'javascript' : 'css'}; charset=utf-8`,
        cacheControl: 'public, max-age=31536000, immutable',
        contentSecurityPolicy: "default-src 'none'",
        isConstant: true,
      })
      return [address, file] as const
    }),
  )
  const addresses = loaded.map(([address]) => address)
  const page = (side: Side) =>
    prepareSiteAnswer({
      route: sides[side].address,
      content: docsPage(side, addresses),
      contentType: htmlType,
      cacheControl: cacheControl.article,
      contentSecurityPolicy: contentSecurityPolicy({ scripts: true, publicUrl }),
      isConstant: true,
    })
  return { pages: { delivery: page('delivery'), desk: page('desk') }, files: new Map(loaded) }
}

function docsPage(side: Side, addresses: readonly string[]): string {
  const { address, title, notice } = sides[side]
  const document = `/openapi/${side}.json`
  return renderPage({
    title: `${title} · Broadtape`,
    place: address,
    // The document is fetched beside the scripts, not behind them.
    head: html`<link rel="preload" href="${document}" as="fetch" crossorigin>
!${addresses
      .map((file) =>
        file.endsWith('.js')
          ? html`<script src="${file}" defer></script>
`
          : html`<link rel="stylesheet" href="${file}">
`,
      )
      .join('')}`,
    content: html`<p class="notice ${side}">!${notice} <a href="${document}">OpenAPI document</a></p>
<main id="swagger-ui"><noscript>This page needs scripts. The same is in the OpenAPI document.</noscript></main>`,
  })
}
