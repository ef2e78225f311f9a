import type { WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import { describePublication } from '../documents/answer.ts'
import { auditNote, change } from '../documents/change.ts'
import { etagOf } from '../documents/document.ts'
import { basePath, idParameter } from '../documents/kind.ts'
import type { DeskServices } from '../services.ts'
import { correctArticle } from './correct.ts'
import { deskArticles } from './kind.ts'
import * as schema from './notice-schema.ts'
import { findCorrection } from './store.ts'
import { retractArticle } from './withholding.ts'

/** Corrections and retractions both publish a notice to readers. */
const common = {
  method: 'POST',
  tag: deskArticles.tag,
  parameters: idParameter(deskArticles),
  status: 201,
  ifMatch: 'optional',
  idempotency: 'required',
  isOfOneDocument: true,
  access: [deskArticles.scopes.publish],
} as const

export function addCorrect(router: Router, services: DeskServices): void {
  const endpoint = {
    ...common,
    operationId: 'correctArticle',
    summary: 'Correct a visible article',
    description:
      'Applies the patch to the public version, publishes the result at once and adds a notice to readers, in one step. Newer unpublished edits are not included, and their ETag becomes stale. Needs no second approval. The pointers in `publish-guard-failed` refer to the corrected article.',
    path: `${basePath(deskArticles)}/{id}/corrections`,
    body: schema.CorrectionOrder,
    answer: oneOf(schema.DeskCorrection),
    problems: [
      'not-found',
      'state-conflict',
      'publication-pending',
      'slug-taken',
      'external-id-taken',
      'publish-guard-failed',
      'retired-reference',
      'invalid-content',
      'clock-behind',
    ],
    example: {
      kind: 'correction',
      severity: 'material',
      blockKey: 'b01',
      was: 'Shares rose on Tuesday.',
      is: 'Shares rose on Monday.',
      note: 'An earlier version named the wrong day.',
      patch: { headline: 'Shares rise on Monday' },
    },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async (asked) => {
    const { write, actor, body } = asked
    const { after, result } = await change(services, deskArticles, asked, (article) =>
      correctArticle(write, services.config, article, actor.keyId, body),
    )
    const { id, revision, situation, stored } = after
    const {
      block_key: blockKey,
      now_is: is,
      ...notice
    } = await findCorrection(write.tx, result.publication.id)
    const publication = describePublication(result.publication)
    const data = { ...notice, blockKey, is, articleId: id, revision, state: situation.state, publication }
    return {
      json: { data },
      etag: etagOf(after),
      audit: {
        act: 'article.correct',
        subject: id,
        revision,
        before: result.patched,
        after: stored,
        note: 'unreviewed',
      },
    }
  })
}

export function addRetract(router: Router, services: DeskServices): void {
  const endpoint = {
    ...common,
    operationId: 'retractArticle',
    summary: 'Retract an article',
    description:
      'Withholds the article permanently, at every moment including past ones; readers get the notice (410). Applies to visible, held and expired articles. Cancels a pending publication.',
    path: `${basePath(deskArticles)}/{id}/retractions`,
    body: schema.RetractionOrder,
    answer: oneOf(schema.DeskRetraction),
    problems: ['not-found', 'state-conflict'],
    example: { kind: 'withdrawal', notice: 'The article was published by mistake.' },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async (asked) => {
    const { write, body } = asked
    const { before, after } = await change(services, deskArticles, asked, (article) =>
      retractArticle(write, article, body),
    )
    const { id, revision, situation, retraction } = after
    return {
      json: { data: { ...retraction, articleId: id, revision, state: situation.state } },
      etag: etagOf(after),
      audit: {
        act: 'article.retract',
        subject: id,
        revision,
        before: before.stored,
        ...auditNote(before, after, body.kind),
      },
    }
  })
}
