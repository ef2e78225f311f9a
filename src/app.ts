import { readFileSync } from 'node:fs'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { historyRoutes } from './articles/history.ts'
import { articleRoutes } from './articles/routes.ts'
import type { BaseContext, Context } from './context.ts'
import { disclaimerRoutes } from './disclaimers/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { metricsRoutes } from './health/metrics.ts'
import { healthRoutes } from './health/routes.ts'
import { type LineWriter, observeRoutes } from './http/observe.ts'
import { describeApi } from './http/openapi.ts'
import { createHttpParts } from './http/parts.ts'
import { createServer } from './http/server.ts'
import { docsRoutes } from './pages/docs.ts'
import { pageRoutes } from './pages/routes.ts'
import { productMenuRoutes } from './product-menus/routes.ts'
import { createChanges } from './publishing/changes.ts'
import { referenceRoutes } from './references/routes.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

const description = `Financial news content for web and mobile front ends: articles, product menus and disclaimers.

Every public read takes \`asOf\` and then answers as it would have answered at that moment. Unknown, repeated and malformed parameters are refused. Lists are walked by following \`page.next\`. Every error has the one shape of RFC 9457, and its \`type\` is the address of a page that says what to do. Fields and enumerations may be added; nothing changes its meaning or goes away within \`/v1\`.`

/** The application: a table of contents. `lines` takes the log lines of requests. */
export async function buildApp(
  base: BaseContext & { readonly log: FastifyBaseLogger },
  lines: LineWriter,
): Promise<FastifyInstance> {
  const parts = createHttpParts(base, lines)
  const context: Context = { ...base, answers: parts.answers, changes: createChanges(base.db) }
  const app = await createServer({ log: base.log, gate: parts.gate })
  app.addHook('onClose', async () => parts.close())
  observeRoutes(app, parts.gate.onAnswered)
  await describeApi(app, { version, description, publicUrl: base.config.publicUrl })

  articleRoutes(app, context)
  historyRoutes(app, context)
  productMenuRoutes(app, context)
  disclaimerRoutes(app, context)
  referenceRoutes(app, context)
  eventRoutes(app, context)
  healthRoutes(app, context)
  metricsRoutes(app, context, parts)
  pageRoutes(app, context)
  await docsRoutes(app)
  return app
}
