import { z } from 'zod'
import { body, fields } from '../../articles/listing/parameters.ts'
import { Article } from '../../articles/schema/article.ts'
import type { ReadEndpoint, WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import { jurisdiction } from '../../http/parameters/parameters.ts'
import { InstantText } from '../../values/time.ts'
import { deskArticles } from '../articles/kind.ts'
import { etagOf, requireDocument } from '../documents/document.ts'
import { basePath, idParameter } from '../documents/kind.ts'
import type { DeskServices } from '../services.ts'
import { createPreview, showPreview } from './previews.ts'

const secondsMax = 24 * 60 * 60

export function previewRoutes(router: Router, services: DeskServices): void {
  addCreate(router, services)
  addShow(router, services)
}

const PreviewOrder = z
  .strictObject({
    expiresIn: z
      .int()
      .min(1)
      .max(secondsMax)
      .default(60 * 60)
      .describe('Seconds until the URL expires, at most 24 hours'),
  })
  .meta({ id: 'PreviewOrder', description: 'A preview to create' })
  .prefault({})

const Preview = z
  .object({
    url: z.string().optional().describe('Relative URL that works without a key. Shown only once'),
    articleId: z.string().describe('Id of the article'),
    revision: z.int().describe('The revision that is shown, regardless of later edits'),
    expiresAt: InstantText.describe('When the URL expires'),
  })
  .meta({ id: 'Preview', description: 'A URL that shows a revision without a key' })

function addCreate(router: Router, services: DeskServices): void {
  const endpoint = {
    method: 'POST',
    operationId: 'createPreview',
    tag: deskArticles.tag,
    summary: 'Create a preview of an article',
    description:
      'Creates a URL with a random token that shows the newest revision without a key. Repeating the request with the same Idempotency-Key does not return the URL again.',
    path: `${basePath(deskArticles)}/{id}/previews`,
    parameters: idParameter(deskArticles),
    body: PreviewOrder,
    answer: oneOf(Preview),
    status: 201,
    ifMatch: 'optional',
    isInternal: true,
    problems: ['not-found', 'state-conflict'],
    access: [deskArticles.scopes.write],
    example: { expiresIn: 3600 },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, actor, body, path, requireMatch }) => {
    const article = await requireDocument(write.tx, deskArticles, services.config, path.id, write.at)
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

function addShow(router: Router, services: DeskServices): void {
  const endpoint = {
    operationId: 'showPreview',
    tag: deskArticles.tag,
    summary: 'Show a preview',
    description:
      'Returns the revision as it would be delivered, with the same parameters. The token grants access: no key is needed. A required disclaimer without a text is left out here; the article could not be published.',
    path: '/admin/v1/previews/{token}',
    parameters: z.strictObject({
      token: z.string().max(64).meta({ description: 'The token of the preview', format: 'password' }),
    }),
    query: z.strictObject({ body, fields, jurisdiction }),
    answer: oneOf(Article),
    problems: ['not-found', 'unknown-reference', 'unavailable-for-legal-reasons'],
    access: 'token',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, at, path, query }) => ({
    bytes: await showPreview(db, services, { token: path.token, at }, query),
    headers: { 'x-robots-tag': 'noindex' },
  }))
}
