import { readFile } from 'node:fs/promises'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { jsonType } from '../http/endpoints/endpoint.ts'
import { notFound } from '../http/parameters/refusals.ts'
import type { Config } from '../kernel/config.ts'

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

const documentFile = new URL('../../openapi/openapi.json', import.meta.url)

/** The document that `npm run openapi` has written: making it would take a quarter of a second and 60 MiB. */
async function readDocument(publicUrl: string | null): Promise<Buffer> {
  const document = JSON.parse(await readFile(documentFile, 'utf8'))
  if (publicUrl !== null) document.servers[0].url = publicUrl
  return Buffer.from(JSON.stringify(document))
}

/** Swagger UI at `/docs`, and the document itself at `/openapi.json`. */
export async function docsRoutes(
  app: FastifyInstance,
  { publicUrl }: Pick<Config, 'publicUrl'>,
): Promise<void> {
  let document: Promise<Buffer> | undefined
  const send = async (reply: FastifyReply) => {
    document ??= readDocument(publicUrl)
    reply.header('cache-control', 'public, max-age=300').header('content-type', jsonType)
    return reply.send(await document)
  }
  app.get('/openapi.json', (_request, reply) => send(reply))
  await app.register(async (docs) => {
    docs.addHook('onRequest', async ({ url }, reply) => {
      // The name that the page has for the document.
      if (/^\/docs\/json(?:\?|$)/.test(url)) return send(reply)
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
