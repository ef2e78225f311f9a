import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Article } from '../../articles/schema/article.ts'
import type { Context } from '../../http/endpoints/context.ts'
import { oneOf } from '../../http/endpoints/envelope.ts'
import {
  type ManagedOperation,
  type ManagedWrite,
  manageRead,
  manageWrite,
} from '../../http/endpoints/manage.ts'
import { InstantText } from '../../values/time.ts'
import { requireArticle } from '../articles/article.ts'
import { ofArticle, tag, writing } from '../articles/operations.ts'
import { etagOf } from '../documents/documents.ts'
import { createPreview, showPreview } from './previews.ts'

const secondsMax = 24 * 60 * 60

/** Drafts for those who have no key. */
export function previewRoutes(app: FastifyInstance, context: Context): void {
  addCreate(app, context)
  addShow(app, context)
}

const PreviewOrder = z
  .strictObject({
    expiresIn: z
      .int()
      .min(1)
      .max(secondsMax)
      .default(60 * 60)
      .describe('Seconds for which the address works, at most 24 hours'),
  })
  .prefault({})

const Preview = z
  .object({
    url: z.string().optional().describe('Relative address; whoever has it needs no key. Shown only once'),
    articleId: z.string().describe('Id of the article'),
    revision: z.int().describe('The revision that is shown, whatever is edited later'),
    expiresAt: InstantText.describe('When the address stops working'),
  })
  .meta({ id: 'Preview', description: 'An address under which a revision can be looked at' })

function addCreate(app: FastifyInstance, context: Context): void {
  const operation = {
    method: 'POST',
    operationId: 'createPreview',
    tag,
    summary: 'Make a preview of an article',
    description:
      'An address with a random token, under which the newest revision can be looked at without a key. A repeat with the same Idempotency-Key does not show the address again.',
    path: '/admin/v1/articles/{id}/previews',
    parameters: ofArticle,
    body: PreviewOrder,
    answer: oneOf(Preview),
    status: 201,
    ifMatch: 'heeded',
    problems: ['not-found', 'state-conflict'],
    scope: writing,
    example: { expiresIn: 3600 },
  } as const satisfies ManagedWrite
  manageWrite(app, context, operation, async ({ write, actor, body, path, requireMatch }) => {
    const article = await requireArticle(write.tx, context.config, path.id, write.at)
    requireMatch(etagOf(article))
    const { token, expiresAt } = await createPreview(write, article, { by: actor.keyId, ...body })
    const { revision } = article
    return {
      json: { data: { url: `/admin/v1/previews/${token}`, articleId: path.id, revision, expiresAt } },
      etag: etagOf(article),
      secrets: ['url'],
      audit: { act: 'article.preview', subject: path.id, revision, note: `until ${expiresAt}` },
    }
  })
}

function addShow(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'showPreview',
    tag,
    summary: 'Look at a preview',
    description:
      'The revision in the form in which it would be delivered, for the default jurisdiction. The token is the permission: no key is needed.',
    path: '/admin/v1/previews/{token}',
    parameters: z.strictObject({
      token: z.string().max(64).meta({ description: 'The token of the address', format: 'password' }),
    }),
    answer: oneOf(Article),
    problems: ['not-found', 'unknown-reference'],
    scope: null,
  } as const satisfies ManagedOperation
  manageRead(app, context, operation, async ({ db, at, path }) => ({
    json: { data: await showPreview(db, context.config, path.token, at) },
    headers: { 'x-robots-tag': 'noindex' },
  }))
}
