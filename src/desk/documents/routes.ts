import { z } from 'zod'
import type { ReadEndpoint, WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { planPage } from '../../http/parameters/page.ts'
import { page } from '../../http/parameters/parameters.ts'
import { MergePatch } from '../../values/merge-patch.ts'
import type { DeskServices } from '../services.ts'
import { answer, summarize } from './answer.ts'
import { answerChange } from './change.ts'
import { requireDocument } from './document.ts'
import { createDraft, discardDocument, editDocument } from './drafts.ts'
import { basePath, type DeskKind, idParameter, readScopes } from './kind.ts'
import { listDocuments } from './list.ts'
import { addPublish } from './publication-routes.ts'
import { revisionRoutes } from './revision-routes.ts'
import { Reasoned } from './schema.ts'

/** Desk endpoints that every kind of document has. */
export function documentRoutes<Content>(
  router: Router,
  services: DeskServices,
  kind: DeskKind<Content>,
): void {
  addList(router, services, kind)
  addGet(router, services, kind)
  addCreate(router, services, kind)
  addEdit(router, services, kind)
  addDiscard(router, services, kind)
  addPublish(router, services, kind)
  revisionRoutes(router, services, kind)
}

function addList<Content>(router: Router, services: DeskServices, kind: DeskKind<Content>): void {
  const endpoint = {
    operationId: `listDesk${kind.name}s`,
    tag: kind.tag,
    summary: `List the ${kind.segment.replace('-', ' ')} with their state`,
    description:
      'Includes drafts. Most recently changed first; a document that is written while you page through the list moves to the front. A page may be short while `page.next` is set.',
    path: basePath(kind),
    query: z.strictObject({ ...kind.list.filters, ...page }),
    answer: listOf(kind.answers.summary),
    access: readScopes(kind),
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, at, since, query, url }) => {
    const plan = planPage({ query, at, since, url }, 2)
    const wanted = { ...kind.list.narrowBy(query), after: plan.after, limit: plan.limit }
    const { documents, stoppedAt } = await listDocuments(db, kind, services, wanted, at)
    const data: object[] = []
    for (const document of documents) {
      if (services.pacer.isSpent()) await services.pacer.turn()
      data.push(await summarize(db, kind, document))
    }
    return {
      json: { data, page: { limit: plan.limit, next: stoppedAt && plan.nextAfter(stoppedAt) } },
    }
  })
}

function addGet<Content>(router: Router, { config }: DeskServices, kind: DeskKind<Content>): void {
  const endpoint = {
    operationId: `getDesk${kind.name}`,
    tag: kind.tag,
    summary: `Get ${kind.noun} with its newest revision`,
    description: 'Returns the document, published or not, with its state and the acts allowed now.',
    path: `${basePath(kind)}/{id}`,
    parameters: idParameter(kind),
    answer: oneOf(kind.answers.document),
    problems: ['not-found'],
    access: readScopes(kind),
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, at, path }) =>
    answer(db, kind, await requireDocument(db, kind, config, path.id, at)),
  )
}

function addCreate<Content>(router: Router, { config }: DeskServices, kind: DeskKind<Content>): void {
  const endpoint = {
    method: 'POST',
    operationId: `create${kind.name}`,
    tag: kind.tag,
    summary: `Create ${kind.noun}`,
    description:
      'Creates a draft with its first revision. Nothing becomes public. Texts are stored exactly as sent.',
    path: basePath(kind),
    body: kind.draft,
    answer: oneOf(kind.answers.document),
    status: 201,
    problems: kind.problems.create,
    isOfOneDocument: true,
    isInternal: true,
    access: [kind.scopes.write],
    example: kind.examples.draft,
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, actor, body }) => {
    const draft = await createDraft(write, kind, actor.keyId, body)
    const { id, revision, stored } = draft
    const document = await requireDocument(write.tx, kind, config, id, write.at, draft)
    return {
      ...(await answer(write.tx, kind, document)),
      location: `${basePath(kind)}/${id}`,
      audit: { act: `${kind.kind}.create`, subject: id, revision, after: stored },
    }
  })
}

function addEdit<Content>(router: Router, services: DeskServices, kind: DeskKind<Content>): void {
  const fixed = kind.fixed.map((field) => `\`${field}\``).join(' and ')
  const endpoint = {
    method: 'PATCH',
    operationId: `edit${kind.name}`,
    tag: kind.tag,
    summary: `Edit ${kind.noun}`,
    description: `Applies a JSON merge patch (RFC 7396) to the newest revision and adds the result as a draft revision. A patch that changes nothing adds none. ${fixed && `${fixed} cannot change. `}Nothing becomes public.`,
    path: `${basePath(kind)}/{id}`,
    parameters: idParameter(kind),
    body: MergePatch,
    answer: oneOf(kind.answers.document),
    ifMatch: 'required',
    problems: ['not-found', 'state-conflict', ...kind.problems.edit],
    isOfOneDocument: true,
    isInternal: true,
    access: [kind.scopes.write],
    example: kind.examples.patch,
  } as const satisfies WriteEndpoint
  router.write(endpoint, (asked) =>
    answerChange(services, kind, asked, { act: `${kind.kind}.edit` }, (document) =>
      editDocument(asked.write, kind, asked.actor.keyId, document, asked.body),
    ),
  )
}

function addDiscard<Content>(router: Router, services: DeskServices, kind: DeskKind<Content>): void {
  const endpoint = {
    method: 'POST',
    operationId: `discard${kind.name}`,
    tag: kind.tag,
    summary: `Discard ${kind.noun}`,
    description:
      'Discards a document that was never public, and frees its names and external id. Cancel a pending publication first.',
    path: `${basePath(kind)}/{id}/discard`,
    parameters: idParameter(kind),
    body: Reasoned,
    answer: oneOf(kind.answers.document),
    ifMatch: 'optional',
    problems: ['not-found', 'state-conflict', 'publication-pending'],
    isOfOneDocument: true,
    isInternal: true,
    access: [kind.scopes.write],
    example: { reason: 'Another one has taken its place.' },
  } as const satisfies WriteEndpoint
  router.write(endpoint, (asked) =>
    answerChange(
      services,
      kind,
      asked,
      { act: `${kind.kind}.discard`, reason: asked.body.reason },
      (document) => discardDocument(asked.write, kind, document),
    ),
  )
}
