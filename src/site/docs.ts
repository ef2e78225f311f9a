import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** Everything comes from this server: the pages work offline, and over plain HTTP under any name. */
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
    theme: { title: 'Broadtape API' },
    // Without the bar that asks for the address of another document; nothing is sent to a validator elsewhere.
    uiConfig: {
      layout: 'BaseLayout',
      validatorUrl: null,
      displayRequestDuration: true,
      url: '/openapi.json',
    },
  })
}
