import { readFileSync } from 'node:fs'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { historyRoutes } from './articles/history.ts'
import { articleRoutes } from './articles/routes.ts'
import type { Context } from './context.ts'
import { disclaimerRoutes } from './disclaimers/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { describeApi } from './http/openapi.ts'
import { createServer } from './http/server.ts'
import { docsRoutes } from './pages/docs.ts'
import { pageRoutes } from './pages/routes.ts'
import { productMenuRoutes } from './product-menus/routes.ts'
import { referenceRoutes } from './references/routes.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

const description = `Financial news content for web and mobile front ends: articles, product menus and disclaimers.

Every public read takes \`asOf\` and then answers as it would have answered at that moment. Unknown, repeated and malformed parameters are refused. Lists are walked by following \`page.next\`. Every error has the one shape of RFC 9457, and its \`type\` is the address of a page that says what to do. Fields and enumerations may be added; nothing changes its meaning or goes away within \`/v1\`.`

/** The application: a table of contents. */
export async function buildApp(
  context: Context & { readonly log: FastifyBaseLogger },
): Promise<FastifyInstance> {
  const app = await createServer(context.log)
  await describeApi(app, { version, description, publicUrl: context.config.publicUrl })

  articleRoutes(app, context)
  historyRoutes(app, context)
  productMenuRoutes(app, context)
  disclaimerRoutes(app, context)
  referenceRoutes(app, context)
  eventRoutes(app, context)
  healthRoutes(app, context)
  pageRoutes(app, context)
  await docsRoutes(app)
  return app
}
