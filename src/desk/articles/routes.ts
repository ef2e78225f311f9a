import type { z } from 'zod'
import type { WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import { answerChange } from '../documents/change.ts'
import { basePath, idParameter, readScopes } from '../documents/kind.ts'
import { Reasoned } from '../documents/schema.ts'
import type { DeskServices } from '../services.ts'
import { deskArticles } from './kind.ts'
import { addCorrect, addRetract } from './notice-routes.ts'
import { decide, type ReviewAct } from './review.ts'
import { DeskArticle, HoldOrder } from './schema.ts'
import { holdArticle, releaseArticle } from './withholding.ts'

/** Endpoints that only articles have, beside those of every kind of document. */
export function articleRoutes(router: Router, services: DeskServices): void {
  addReview(router, services, 'submit', submit)
  addReview(router, services, 'approve', approve)
  addReview(router, services, 'request-changes', requestChanges)
  addHold(router, services)
  addRelease(router, services)
  addCorrect(router, services)
  addRetract(router, services)
}

const path = `${basePath(deskArticles)}/{id}` as const
const common = {
  method: 'POST',
  tag: deskArticles.tag,
  parameters: idParameter(deskArticles),
  body: Reasoned,
  answer: oneOf(DeskArticle),
  ifMatch: 'optional',
  isOfOneDocument: true,
  problems: ['not-found', 'state-conflict'],
} as const
const publishers = [deskArticles.scopes.publish]

const review = { ...common, isInternal: true } as const

const submit = {
  ...review,
  operationId: 'submitArticle',
  summary: 'Submit an article for review',
  description: 'Submits the newest revision. A later revision starts as a draft again.',
  path: `${path}/submit`,
  access: [deskArticles.scopes.write],
  example: { reason: 'Ready for the evening edition.' },
} as const

const approve = {
  ...review,
  operationId: 'approveArticle',
  summary: 'Approve an article',
  description:
    'Allows the newest revision, and no other, to be published. Requires a key other than the one that wrote it.',
  path: `${path}/approve`,
  problems: [...common.problems, 'self-approval'],
  access: publishers,
  example: { reason: 'Checked against the filing.' },
} as const

const requestChanges = {
  ...review,
  operationId: 'requestChanges',
  summary: 'Send an article back',
  description: 'Makes the newest revision a draft again and revokes its approval, if any.',
  path: `${path}/request-changes`,
  access: readScopes(deskArticles),
  example: { reason: 'The second figure has no source.' },
} as const

function addReview(
  router: Router,
  services: DeskServices,
  act: ReviewAct,
  endpoint: WriteEndpoint<typeof common.parameters, z.ZodObject, typeof Reasoned>,
): void {
  router.write(endpoint, (asked) => {
    const { reason } = asked.body
    return answerChange(services, deskArticles, asked, { act: `article.${act}`, reason }, (article) =>
      decide(asked.write, act, article, asked.actor.keyId, reason),
    )
  })
}

function addHold(router: Router, services: DeskServices): void {
  const endpoint = {
    ...common,
    operationId: 'holdArticle',
    summary: 'Hold an article',
    description:
      'Hides the article from readers until it is released. Cancels a pending publication. Readers get no notice.',
    path: `${path}/hold`,
    body: HoldOrder,
    access: publishers,
    example: { reason: 'The source has withdrawn its report.' },
  } as const satisfies WriteEndpoint
  router.write(endpoint, (asked) => {
    const { reason } = asked.body
    return answerChange(services, deskArticles, asked, { act: 'article.hold', reason }, (article) =>
      holdArticle(asked.write, article, reason),
    )
  })
}

function addRelease(router: Router, services: DeskServices): void {
  const endpoint = {
    ...common,
    operationId: 'releaseArticle',
    summary: 'Release a held article',
    description: 'Publishes the held revision as the next version, with the same expiry.',
    path: `${path}/release`,
    problems: [...common.problems, 'clock-behind'],
    access: publishers,
    example: { reason: 'The report was confirmed.' },
  } as const satisfies WriteEndpoint
  router.write(endpoint, (asked) => {
    const { reason } = asked.body
    return answerChange(services, deskArticles, asked, { act: 'article.release', reason }, (article) =>
      releaseArticle(asked.write, article),
    )
  })
}
