import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { notFound } from '../http/parameters/refusals.ts'
import type { Config } from '../kernel/config.ts'
import { documentRoutes } from './openapi-documents.ts'

/** Loads from this server only, so the pages work offline, over plain HTTP and under any host name. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The page and its files, but not its `index.html`, whose redirect leads to `/docs/`; of other names the plugin makes
 * errors.
 */
const served = /^\/docs(?:\/static\/(?!index\.html)[\w-]{1,60}(?:\.[\w-]{1,20}){1,3})?(?:\?|$)/

/** Swagger UI at `/docs`. */
export async function docsRoutes(app: FastifyInstance, config: Pick<Config, 'publicUrl'>): Promise<void> {
  const send = documentRoutes(app, config)
  await app.register(async (docs) => {
    docs.addHook('onRequest', async (request, reply) => {
      const { url } = request
      // The name that the page has for the document.
      if (/^\/docs\/json(?:\?|$)/.test(url)) return send('openapi', request, reply)
      if (!served.test(url)) throw notFound()
    })
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: contentSecurityPolicy,
      theme: { title: 'Broadtape API' },
      // BaseLayout has no input for other documents; without a validator URL nothing is sent to third parties.
      uiConfig: {
        layout: 'BaseLayout',
        validatorUrl: null,
        displayRequestDuration: true,
      },
    })
  })
}
