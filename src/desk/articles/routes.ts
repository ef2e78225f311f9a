import { z } from 'zod'
import type { AuditAct } from '../../http/endpoints/access.ts'
import type { ReadEndpoint, WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Writing } from '../../http/endpoints/request.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf } from '../../http/parameters/envelope.ts'
import { planPage } from '../../http/parameters/page.ts'
import { page } from '../../http/parameters/parameters.ts'
import { etagOf, noteOf } from '../documents/documents.ts'
import { MergePatch, type Reasoned } from '../documents/schema.ts'
import type { DeskServices } from '../services.ts'
import * as acts from './act-operations.ts'
import { answerOf, summaryOf } from './answer.ts'
import { type DeskArticle, requireArticle } from './article.ts'
import { createArticle, discardArticle, editArticle } from './drafts.ts'
import { listArticles } from './list.ts'
import { One, ofArticle, reading, tag, writing } from './operations.ts'
import { holdArticle, releaseArticle } from './release.ts'
import { decide, type ReviewAct } from './review.ts'
import * as schema from './schema.ts'

/** Articles as their editors read and write them. */
export function deskArticleRoutes(router: Router, services: DeskServices): void {
  addList(router, services)
  addOne(router, services)
  addCreate(router, services)
  addPatch(router, services)
  addReview(router, services, acts.submit)
  addReview(router, services, acts.approve)
  addReview(router, services, acts.requestChanges)
  addAct(router, services, acts.discard, (write, article) => discardArticle(write, article))
  addAct(router, services, acts.hold, (write, article, reason) => holdArticle(write, article, reason ?? ''))
  addAct(router, services, acts.release, (write, article) => releaseArticle(write, article))
}

function addList(router: Router, services: DeskServices): void {
  const endpoint = {
    operationId: 'listDeskArticles',
    tag,
    summary: 'List articles with their state',
    description:
      'Drafts too, by the last accepted write, newest first. What is written during a walk moves to the front. A page may be short while `page.next` is set.',
    path: '/admin/v1/articles',
    query: z.strictObject({ ...schema.listFilters, ...page }),
    answer: listOf(schema.DeskArticleSummary),
    access: reading,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, at, since, query, url }) => {
    const plan = planPage({ query, at, since, url }, 2)
    const { storyKey, externalId, slug, translationOf, state: states } = query
    const narrowing = {
      ...(storyKey && { storyKey }),
      ...(externalId && { externalId }),
      ...(slug && { slug }),
      ...(translationOf && { translationOf }),
    }
    const wanted = { narrowing, states, after: plan.after, limit: plan.limit }
    const { articles, stoppedAt } = await listArticles(db, services.config, wanted, at)
    const data: object[] = []
    for (const article of articles) data.push(await summaryOf(db, article))
    return {
      json: { data, page: { limit: plan.limit, next: stoppedAt && plan.nextAfter(stoppedAt) } },
    }
  })
}

function addOne(router: Router, services: DeskServices): void {
  const endpoint = {
    operationId: 'getDeskArticle',
    tag,
    summary: 'Get an article with its newest revision',
    description: 'Published or not, with its state and what may be done with it.',
    path: '/admin/v1/articles/{id}',
    parameters: ofArticle,
    answer: One,
    problems: ['not-found'],
    access: reading,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, at, path }) =>
    answerOf(db, await requireArticle(db, services.config, path.id, at)),
  )
}

function addCreate(router: Router, services: DeskServices): void {
  const endpoint = {
    method: 'POST',
    operationId: 'createArticle',
    tag,
    summary: 'Begin an article',
    description:
      'A draft, with its first revision. Nothing becomes public by this. Texts are kept exactly as they are sent.',
    path: '/admin/v1/articles',
    body: schema.ArticleDraft,
    answer: One,
    status: 201,
    problems: ['slug-taken', 'external-id-taken'],
    access: writing,
    example: {
      locale: 'en',
      type: 'news',
      headline: 'Shares rise',
      body: [
        {
          _type: 'block',
          _key: 'b1',
          style: 'normal',
          markDefs: [],
          children: [{ _type: 'span', text: 'Shares rose on Tuesday.', marks: [] }],
        },
      ],
    },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, actor, body }) => {
    const { id, stored } = await createArticle(write, actor.keyId, body)
    return {
      ...(await answerOf(write.tx, await requireArticle(write.tx, services.config, id, write.at))),
      location: `/admin/v1/articles/${id}`,
      audit: { act: 'article.create', subject: id, revision: 1, after: stored },
    }
  })
}

function addPatch(router: Router, services: DeskServices): void {
  const endpoint = {
    method: 'PATCH',
    operationId: 'editArticle',
    tag,
    summary: 'Edit an article',
    description:
      'A JSON merge patch (RFC 7396) of its newest revision: adds a revision, which is a draft. What changes nothing adds none. Nothing becomes public by this.',
    path: '/admin/v1/articles/{id}',
    parameters: ofArticle,
    body: MergePatch,
    answer: One,
    ifMatch: 'required',
    problems: ['not-found', 'state-conflict', 'slug-taken', 'external-id-taken'],
    access: writing,
    example: { headline: 'Shares rise further' },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, actor, body, path, requireMatch }) => {
    const before = await requireArticle(write.tx, services.config, path.id, write.at)
    requireMatch(etagOf(before))
    const { revision, stored } = await editArticle(write, actor.keyId, before, body)
    return {
      ...(await answerOf(write.tx, await requireArticle(write.tx, services.config, path.id, write.at))),
      audit: { act: 'article.edit', subject: path.id, revision, before: before.stored, after: stored },
    }
  })
}

type ActOperation = WriteEndpoint<
  typeof ofArticle,
  z.ZodObject,
  typeof Reasoned | typeof schema.HoldOrder
> & {
  readonly name: string
}

function addReview(
  router: Router,
  services: DeskServices,
  operation: ActOperation & { readonly name: ReviewAct },
): void {
  addAct(router, services, operation, (write, article, reason, by) =>
    decide(write, operation.name, article, { by, reason }),
  )
}

function addAct(
  router: Router,
  services: DeskServices,
  operation: ActOperation & { readonly name: ReviewAct | 'discard' | 'hold' | 'release' },
  effect: (
    write: Writing<unknown, unknown, unknown>['write'],
    article: DeskArticle,
    reason: string | null,
    by: string,
  ) => Promise<void>,
): void {
  const { name, ...described } = operation
  router.write(described, async ({ write, actor, body, path, requireMatch }) => {
    const before = await requireArticle(write.tx, services.config, path.id, write.at)
    requireMatch(etagOf(before))
    await effect(write, before, body.reason, actor.keyId)
    const article = await requireArticle(write.tx, services.config, path.id, write.at)
    return {
      ...(await answerOf(write.tx, article)),
      audit: {
        act: `article.${name}` satisfies AuditAct,
        subject: path.id,
        revision: article.revision,
        before: before.stored,
        after: article.stored,
        ...noteOf(before, article, write.at, body.reason),
      },
    }
  })
}
