import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { notFound } from '../http/parameters/refusals.ts'

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

/** Swagger UI at `/docs`, and the document itself at `/openapi.json`. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(app.swagger()),
  )
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    // Its redirect leads to `/docs/`, which is not served.
    uiHooks: {
      onRequest: ({ url }, _reply, next) => next(/\/index\.html(?:\?|$)/.test(url) ? notFound() : undefined),
    },
    theme: { title: 'Broadtape API' },
    // BaseLayout has no input for other documents; without a validator URL nothing is sent to third parties.
    uiConfig: {
      layout: 'BaseLayout',
      validatorUrl: null,
      displayRequestDuration: true,
      url: '/openapi.json',
    },
  })
}
