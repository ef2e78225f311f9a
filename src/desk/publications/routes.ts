import { z } from 'zod'
import { requireScope } from '../../http/endpoints/authenticate.ts'
import type { WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import { requireArticle } from '../articles/article.ts'
import { ofArticle, publishing, tag } from '../articles/operations.ts'
import { correctArticle, publishArticle, retractArticle } from '../articles/release.ts'
import * as schema from '../articles/schema.ts'
import { findCorrection, findRetractionId } from '../articles/store.ts'
import { etagOf, noteOf, publicationOf } from '../documents/documents.ts'
import { PublicationOrder } from '../documents/schema.ts'
import type { DeskServices } from '../services.ts'
import { cancelPublication, requirePublication, scopeOf } from './cancel.ts'

/** What makes articles public, corrects and withdraws them; and the end of publications of every kind. */
export function publicationRoutes(router: Router, services: DeskServices): void {
  addPublish(router, services)
  addCorrect(router, services)
  addRetract(router, services)
  addCancel(router, services)
}

const common = {
  method: 'POST',
  tag,
  parameters: ofArticle,
  status: 201,
  ifMatch: 'heeded',
  idempotency: 'required',
  access: publishing,
} as const

function addPublish(router: Router, services: DeskServices): void {
  const endpoint = {
    ...common,
    operationId: 'publishArticle',
    summary: 'Publish a revision of an article',
    description:
      'Public from the latest of `publishAt`, `embargoedUntil` and now, to the millisecond, until `expiresAt` or the next version. The revision has to be approved, unless the desk requires no review. The pointers of `publish-guard-failed` lead into the article.',
    path: '/admin/v1/articles/{id}/publications',
    body: PublicationOrder,
    answer: oneOf(schema.DeskPublication),
    problems: [
      ...(['not-found', 'state-conflict', 'publication-pending'] as const),
      ...(['publish-guard-failed', 'invalid-interval'] as const),
    ],
    example: { revision: 1 },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, body, path, requireMatch }) => {
    const before = await requireArticle(write.tx, services.config, path.id, write.at)
    requireMatch(etagOf(before))
    const { row, stored } = await publishArticle(write, services.config, before, body)
    const article = await requireArticle(write.tx, services.config, path.id, write.at)
    const data = {
      ...publicationOf(row),
      articleId: path.id,
      state: article.situation.state,
      slug: row.name,
      publishedAt: row.published_at,
      updatedAt: row.updated_at,
    }
    return {
      json: { data },
      etag: etagOf(article),
      audit: {
        act: 'article.publish',
        subject: path.id,
        revision: row.revision,
        after: stored,
        note: `${row.id}: version ${row.version} from ${row.visible_from}`,
      },
    }
  })
}

function addCorrect(router: Router, services: DeskServices): void {
  const endpoint = {
    ...common,
    operationId: 'correctArticle',
    summary: 'Correct a visible article',
    description:
      'In one step: the public version with the patch applied, published at once, and a notice to readers. Newer unpublished edits are not in it, and their ETag is stale. Needs no second approval. The pointers of `publish-guard-failed` lead into the corrected article.',
    path: '/admin/v1/articles/{id}/corrections',
    body: schema.CorrectionOrder,
    answer: oneOf(schema.DeskCorrection),
    problems: [
      ...(['not-found', 'state-conflict', 'publication-pending', 'slug-taken', 'external-id-taken'] as const),
      ...(['publish-guard-failed', 'invalid-content'] as const),
    ],
    example: {
      kind: 'correction',
      severity: 'material',
      blockKey: 'b1',
      was: 'Shares rose on Tuesday.',
      is: 'Shares rose on Monday.',
      note: 'An earlier version named the wrong day.',
      patch: { headline: 'Shares rise on Monday' },
    },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, actor, body, path, requireMatch }) => {
    const before = await requireArticle(write.tx, services.config, path.id, write.at)
    requireMatch(etagOf(before))
    const { row, patched } = await correctArticle(write, services.config, before, actor.keyId, body)
    const article = await requireArticle(write.tx, services.config, path.id, write.at)
    const { block_key: blockKey, now_is: is, ...notice } = await findCorrection(write.tx, row.id)
    const data = {
      ...notice,
      blockKey,
      is,
      articleId: path.id,
      revision: article.revision,
      state: article.situation.state,
      publication: publicationOf(row),
    }
    return {
      json: { data },
      etag: etagOf(article),
      audit: {
        act: 'article.correct',
        subject: path.id,
        revision: article.revision,
        before: patched,
        after: article.stored,
        note: 'unreviewed',
      },
    }
  })
}

function addRetract(router: Router, services: DeskServices): void {
  const endpoint = {
    ...common,
    operationId: 'retractArticle',
    summary: 'Retract an article',
    description:
      'Withholds it at every moment, past ones included, for good; readers get the notice (410). Takes what is visible, held or expired; a publication that waits is cancelled.',
    path: '/admin/v1/articles/{id}/retractions',
    body: schema.RetractionOrder,
    answer: oneOf(schema.DeskRetraction),
    problems: ['not-found', 'state-conflict'],
    example: { kind: 'withdrawal', notice: 'The article was published by mistake.' },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, body, path, requireMatch }) => {
    const before = await requireArticle(write.tx, services.config, path.id, write.at)
    requireMatch(etagOf(before))
    await retractArticle(write, before, body)
    const article = await requireArticle(write.tx, services.config, path.id, write.at)
    const data = {
      ...article.retraction,
      ...(await findRetractionId(write.tx, path.id)),
      articleId: path.id,
      revision: article.revision,
      state: article.situation.state,
    }
    return {
      json: { data },
      etag: etagOf(article),
      audit: {
        act: 'article.retract',
        subject: path.id,
        revision: article.revision,
        before: before.stored,
        ...noteOf(before, article, write.at, body.kind),
      },
    }
  })
}

function addCancel(router: Router, services: DeskServices): void {
  const endpoint = {
    method: 'DELETE',
    operationId: 'cancelPublication',
    tag,
    summary: 'Cancel a publication',
    description:
      'What is not yet visible is as if it had never been, and what was public before it stays. A visible menu or disclaimer ends now, unless a rule requires the text; a visible article has to be held or retracted. Needs the publish scope of its kind.',
    path: '/admin/v1/publications/{id}',
    parameters: z.strictObject({
      id: z.string().max(64).meta({ description: 'Id of the publication', example: 'pub_7h2k9m4n1p8q3r5t' }),
    }),
    answer: null,
    ifMatch: 'heeded',
    problems: ['not-found', 'state-conflict', 'publication-pending', 'disclaimer-required'],
    access: ['articles:publish', 'menus:publish', 'disclaimers:publish'],
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, actor, path, requireMatch }) => {
    const publication = await requirePublication(write, path.id)
    requireScope(actor, [scopeOf(publication)])
    const { etag, audit } = await cancelPublication(write, services.config, publication, requireMatch)
    return { json: null, etag, audit }
  })
}
