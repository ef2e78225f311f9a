import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { createDesk } from './access/access.ts'
import { auditRoutes } from './access/audit/routes.ts'
import { keyRoutes } from './access/keys/routes.ts'
import { historyRoutes } from './articles/delivery/history.ts'
import { articleRoutes } from './articles/delivery/routes.ts'
import { deskHistoryRoutes } from './desk/articles/history.ts'
import { deskArticleRoutes } from './desk/articles/routes.ts'
import { plainRoutes } from './desk/plain/routes.ts'
import { previewRoutes } from './desk/previews/routes.ts'
import { publicationRoutes } from './desk/publications/routes.ts'
import { managedReferenceRoutes } from './desk/references/routes.ts'
import { disclaimerRoutes } from './disclaimers/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { createHttpParts } from './http/edge/create-edge.ts'
import type { BaseContext, Context } from './http/endpoints/context.ts'
import { describeApi } from './http/openapi/document.ts'
import { createServer } from './http/server/server.ts'
import { type LineWriter, observeRoutes } from './http/telemetry/access-log.ts'
import { version } from './kernel/version.ts'
import { healthRoutes } from './ops/health.ts'
import { metricsRoutes } from './ops/metrics.ts'
import { productMenuRoutes } from './product-menus/routes.ts'
import { createChanges } from './publishing/tape/changes.ts'
import { referenceRoutes } from './references/routes.ts'
import { docsRoutes } from './site/docs.ts'
import { pageRoutes } from './site/routes.ts'

const description = `Financial news content for web and mobile front ends: articles, product menus and disclaimers.

Every public read takes \`asOf\` and then answers as it would have answered at that moment. Unknown, repeated and malformed parameters are refused. Lists are walked by following \`page.next\`. Every error has the one shape of RFC 9457, and its \`type\` is the address of a page that says what to do. Fields and enumerations may be added; nothing changes its meaning or goes away within \`/v1\`.`

/** The application: a table of contents. `lines` takes the log lines of requests. */
export async function buildApp(
  base: BaseContext & { readonly log: FastifyBaseLogger },
  lines: LineWriter,
): Promise<FastifyInstance> {
  const parts = createHttpParts(base, lines)
  const desk = createDesk(base)
  const context: Context = { ...base, answers: parts.answers, changes: createChanges(base.db), desk }
  const app = await createServer({ log: base.log, gate: parts.gate, keys: desk.keys })
  observeRoutes(app, parts.gate.onAnswered)
  await describeApi(app, { version, description, publicUrl: base.config.publicUrl })

  articleRoutes(app, context)
  historyRoutes(app, context)
  productMenuRoutes(app, context)
  disclaimerRoutes(app, context)
  referenceRoutes(app, context)
  eventRoutes(app, context)
  plainRoutes(app, context)
  managedReferenceRoutes(app, context)
  keyRoutes(app, context)
  auditRoutes(app, context)
  deskArticleRoutes(app, context)
  deskHistoryRoutes(app, context)
  publicationRoutes(app, context)
  previewRoutes(app, context)
  healthRoutes(app, context)
  metricsRoutes(app, context, parts)
  pageRoutes(app, context)
  await docsRoutes(app)
  return app
}
