import { z } from 'zod'
import type { DocumentKind } from '../../db/tables.ts'
import type { AuditAct } from '../../http/endpoints/access.ts'
import { requireScope } from '../../http/endpoints/authenticate.ts'
import type { WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import { find } from '../../publishing/documents/publications.ts'
import type { DeskServices } from '../services.ts'
import { describePublication } from './answer.ts'
import { change } from './change.ts'
import { etagOf, requireDocument } from './document.ts'
import { basePath, type DeskKind, idParameter } from './kind.ts'
import { cancelOrEnd, publishRevision } from './publications.ts'
import { PublicationOrder } from './schema.ts'

export function addPublish<Content>(router: Router, services: DeskServices, kind: DeskKind<Content>): void {
  const endpoint = {
    method: 'POST',
    operationId: `publish${kind.name}`,
    tag: kind.tag,
    summary: `Publish a revision of ${kind.noun}`,
    description: `Makes the revision public from the latest of \`publishAt\`, \`embargoedUntil\` and now, to the millisecond, until \`expiresAt\` or the next version. ${kind.publishingHelp}`,
    path: `${basePath(kind)}/{id}/publications`,
    parameters: idParameter(kind),
    body: PublicationOrder,
    answer: oneOf(kind.answers.publication),
    status: 201,
    ifMatch: 'optional',
    idempotency: 'required',
    problems: [
      'not-found',
      'state-conflict',
      'publication-pending',
      'invalid-interval',
      'clock-behind',
      ...kind.problems.publish,
    ],
    // A legal text decides over other documents.
    ...(kind.kind === 'disclaimer' ? {} : { isOfOneDocument: true }),
    access: [kind.scopes.publish],
    example: { revision: 1 },
  } as const satisfies WriteEndpoint
  router.write(endpoint, async (asked) => {
    const { id } = asked.path
    const { after, result } = await change(services, kind, asked, (document) =>
      publishRevision(asked.write, kind, services.config, document, asked.body),
    )
    const { publication, stored } = result
    const data = {
      ...describePublication(publication),
      documentId: id,
      articleId: id,
      key: publication.name,
      slug: publication.name,
      state: after.situation.state,
      publishedAt: publication.published_at,
      updatedAt: publication.updated_at,
    }
    return {
      // The response schema of the kind drops the fields that it does not declare.
      json: { data },
      etag: etagOf(after),
      audit: {
        act: `${kind.kind}.publish`,
        subject: id,
        revision: publication.revision,
        after: stored,
        note: `${publication.id}: version ${publication.version} from ${publication.visible_from}`,
      },
    }
  })
}

export type DeskKinds = Readonly<Record<DocumentKind, DeskKind<unknown>>>

/** One endpoint cancels or ends publications of every kind. */
export function addCancel(router: Router, { config }: DeskServices, kinds: DeskKinds): void {
  const endpoint = {
    method: 'DELETE',
    operationId: 'cancelPublication',
    tag: kinds.article.tag,
    summary: 'Cancel a publication',
    description:
      'Cancels a pending publication as if it had never existed; the version that was public before remains public. Ends a visible menu or disclaimer now, unless a rule requires its text; hold or retract a visible article instead. Requires the publish scope of its kind.',
    path: '/admin/v1/publications/{id}',
    parameters: z.strictObject({
      id: z.string().max(64).meta({ description: 'Id of the publication', example: 'pub_7h2k9m4n1p8q3r5t' }),
    }),
    answer: null,
    ifMatch: 'optional',
    problems: ['not-found', 'state-conflict', 'publication-pending', 'disclaimer-required'],
    access: Object.values(kinds).map(({ scopes }) => scopes.publish),
  } as const satisfies WriteEndpoint
  router.write(endpoint, async ({ write, actor, path, requireMatch }) => {
    const publication = await find(write.tx, path.id)
    if (!publication) throw deskNotFound()
    const kind = kinds[publication.kind]
    requireScope(actor, [kind.scopes.publish])
    const id = publication.document_id
    const document = await requireDocument(write.tx, kind, config, id, write.at)
    requireMatch(etagOf(document))
    const done = await cancelOrEnd(write, kind, config, document, publication)
    return {
      json: null,
      etag: etagOf({ id, change: document.change + 1 }),
      audit: {
        // Articles have no act `end`, so `article.end` cannot occur.
        act: `${publication.kind}.${done}` as AuditAct,
        subject: id,
        revision: publication.revision,
        note: publication.id,
      },
    }
  })
}
