import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import { createDocument } from '../../publishing/documents/documents.ts'
import { etagOf, publicationOf } from '../documents/documents.ts'
import * as shared from '../documents/schema.ts'
import { findRevision } from '../documents/store.ts'
import type { DeskServices } from '../services.ts'
import { discard, edit, publishPlain } from './acts.ts'
import { type PlainDocument, requirePlain, workflowOf } from './document.ts'
import { historyRoutes } from './history.ts'
import { type PlainKind, plainDisclaimer, plainMenu } from './kinds.ts'
import { base, type Described, ofOne, reading } from './operations.ts'
import * as schema from './schema.ts'
import { listDocuments } from './store.ts'

/** Product menus and disclaimers as their editors read and write them. Neither is reviewed. */
export function plainRoutes(router: Router, services: DeskServices): void {
  addKind(router, services, plainMenu)
  addKind(router, services, plainDisclaimer)
}

function addKind<Content>(router: Router, services: DeskServices, kind: PlainKind<Content>): void {
  const plain = { ...kind, answer: schema.answer(kind) }
  addList(router, services, plain)
  addOne(router, services, plain)
  addCreate(router, services, plain)
  addPatch(router, services, plain)
  addDiscard(router, services, plain)
  addPublish(router, services, plain)
  historyRoutes(router, plain)
}

function addList<Content>(router: Router, services: DeskServices, plain: PlainKind<Content>): void {
  const { kind, name, tag, plural } = plain
  const endpoint = {
    operationId: `listDesk${name}s`,
    tag,
    summary: `List the ${plural.replace('-', ' ')} with their state`,
    description: 'Drafts too, by the last accepted write, newest first.',
    path: base(plain),
    query: schema.listQuery,
    answer: schema.listAnswer(plain),
    access: reading(plain),
  } as const
  router.read(endpoint, async ({ db, at, since, query, url }) => {
    const plan = planPage({ query, at, since, url }, 2)
    const [changedAt, id] = plan.after ?? []
    const found = await listDocuments(db, {
      kind: kind.kind,
      ...(query.key && { key: query.key }),
      ...(changedAt && id && { after: { changedAt, id } }),
      limit: plan.limit + 1,
    })
    const { rows, page } = cutPage(found, plan, (row) => [row.changed_at, row.id])
    const data: object[] = []
    for (const row of rows) data.push(dataOf(await requirePlain(db, kind, row.id, at)))
    return { json: { data, page } }
  })
}

function addOne<Content>(router: Router, services: DeskServices, plain: Described<Content>): void {
  const endpoint = {
    operationId: `getDesk${plain.name}`,
    tag: plain.tag,
    summary: `Get ${plain.noun} with its newest revision`,
    description: 'Published or not, with what may be done to it now.',
    path: `${base(plain)}/{id}`,
    parameters: ofOne(plain),
    answer: plain.answer,
    problems: ['not-found'],
    access: reading(plain),
  } as const
  router.read(endpoint, async ({ db, at, path }) => answerOf(await requirePlain(db, plain.kind, path.id, at)))
}

function addCreate<Content>(router: Router, services: DeskServices, plain: Described<Content>): void {
  const { kind, name, tag, noun, example } = plain
  const endpoint = {
    method: 'POST',
    operationId: `create${name}`,
    tag,
    summary: `Begin ${noun}`,
    description: 'A draft, with its first revision. Nothing becomes public by this.',
    path: base(plain),
    body: kind.content,
    answer: plain.answer,
    status: 201,
    problems: ['slug-taken'],
    access: [plain.scopes.write],
    example,
  } as const
  router.write(endpoint, async ({ write, actor, body }) => {
    const id = await createDocument(write, kind, body, actor.keyId)
    const document = await requirePlain(write.tx, kind, id, write.at)
    return {
      ...answerOf(document),
      location: `${base(plain)}/${id}`,
      audit: { act: `${kind.kind}.create`, subject: id, revision: 1, after: document.stored },
    }
  })
}

function addPatch<Content>(router: Router, services: DeskServices, plain: Described<Content>): void {
  const { kind, name, tag, noun } = plain
  const endpoint = {
    method: 'PATCH',
    operationId: `edit${name}`,
    tag,
    summary: `Edit ${noun}`,
    description: `A JSON merge patch (RFC 7396) of its newest revision: adds a revision, which is a draft. What changes nothing adds none. ${plain.naming.map((field) => `\`${field}\``).join(' and ')} cannot change. Nothing becomes public by this.`,
    path: `${base(plain)}/{id}`,
    parameters: ofOne(plain),
    body: shared.MergePatch,
    answer: plain.answer,
    ifMatch: 'required',
    problems: ['not-found', 'state-conflict', 'invalid-content'],
    access: [plain.scopes.write],
    example: plain.patchExample,
  } as const
  router.write(endpoint, async ({ write, actor, body, path, requireMatch }) => {
    const before = await requirePlain(write.tx, kind, path.id, write.at)
    requireMatch(etagOf(before))
    await edit(write, plain, actor.keyId, before, body)
    return changed(plain, 'edit', before, await requirePlain(write.tx, kind, path.id, write.at))
  })
}

function addDiscard<Content>(router: Router, services: DeskServices, plain: Described<Content>): void {
  const { kind, name, tag, noun } = plain
  const endpoint = {
    method: 'POST',
    operationId: `discard${name}`,
    tag,
    summary: `Discard ${noun}`,
    description:
      'Gives up what never was public: its key is free again. A publication that waits has to be cancelled first.',
    path: `${base(plain)}/{id}/discard`,
    parameters: ofOne(plain),
    body: shared.Reasoned,
    answer: plain.answer,
    ifMatch: 'heeded',
    problems: ['not-found', 'state-conflict', 'publication-pending'],
    access: [plain.scopes.write],
  } as const
  router.write(endpoint, async ({ write, body, path, requireMatch }) => {
    const before = await requirePlain(write.tx, kind, path.id, write.at)
    requireMatch(etagOf(before))
    await discard(write, before)
    const after = await requirePlain(write.tx, kind, path.id, write.at)
    return changed(plain, 'discard', before, after, body.reason)
  })
}

function addPublish<Content>(router: Router, services: DeskServices, plain: PlainKind<Content>): void {
  const { kind, name, tag, noun } = plain
  const endpoint = {
    method: 'POST',
    operationId: `publish${name}`,
    tag,
    summary: `Publish ${noun}`,
    description: `Makes a revision public, now or at its moment; no review is asked for. A visible version stays until then. ${plain.help}`,
    path: `${base(plain)}/{id}/publications`,
    parameters: ofOne(plain),
    body: shared.PublicationOrder,
    answer: oneOf(schema.PlainPublication),
    status: 201,
    ifMatch: 'heeded',
    idempotency: 'required',
    problems: ['not-found', 'state-conflict', 'publication-pending', 'invalid-interval', ...plain.problems],
    access: [plain.scopes.publish],
    example: { revision: 1 },
  } as const
  router.write(endpoint, async ({ write, body, path, requireMatch }) => {
    const before = await requirePlain(write.tx, kind, path.id, write.at)
    requireMatch(etagOf(before))
    const publication = await publishPlain(write, plain, services.config, before, body)
    const after = await requirePlain(write.tx, kind, path.id, write.at)
    const published = await findRevision(write.tx, path.id, publication.revision)
    return {
      json: {
        data: {
          ...publicationOf(publication),
          documentId: path.id,
          key: publication.name,
          state: after.state,
        },
      },
      etag: etagOf(after),
      audit: {
        act: `${kind.kind}.publish`,
        subject: path.id,
        revision: publication.revision,
        after: published?.content ?? null,
        note: `${publication.id}: version ${publication.version} from ${publication.visible_from}`,
      },
    }
  })
}

const dataOf = <Content>(document: PlainDocument<Content>): object => ({
  ...document.content,
  ...workflowOf(document),
})

const answerOf = <Content>(document: PlainDocument<Content>) => ({
  json: { data: dataOf(document) },
  etag: etagOf(document),
})

const changed = <Content>(
  { kind: { kind } }: PlainKind<Content>,
  act: 'edit' | 'discard',
  before: PlainDocument<Content>,
  after: PlainDocument<Content>,
  note: string | null = null,
) => ({
  ...answerOf(after),
  audit: {
    act: `${kind}.${act}` as const,
    subject: after.id,
    revision: after.revision,
    before: before.stored,
    after: after.stored,
    ...(note !== null && { note }),
  },
})
