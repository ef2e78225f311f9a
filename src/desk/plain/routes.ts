import type { FastifyInstance } from 'fastify'
import type { Context } from '../../http/endpoints/context.ts'
import { oneOf } from '../../http/endpoints/envelope.ts'
import { manageRead, manageWrite } from '../../http/endpoints/manage.ts'
import { cutPage, planManagedPage } from '../../http/endpoints/page.ts'
import { createDocument } from '../../publishing/documents/documents.ts'
import { etagOf, publicationOf } from '../documents/documents.ts'
import * as shared from '../documents/schema.ts'
import { findRevision } from '../documents/store.ts'
import { discard, edit, publishPlain } from './acts.ts'
import { type PlainDocument, requirePlain, workflowOf } from './document.ts'
import { historyRoutes } from './history.ts'
import { type PlainKind, plainDisclaimer, plainMenu } from './kinds.ts'
import { base, type Described, ofOne, reading } from './operations.ts'
import * as schema from './schema.ts'
import { listDocuments } from './store.ts'

/** Product menus and disclaimers as their editors read and write them. Neither is reviewed. */
export function plainRoutes(app: FastifyInstance, context: Context): void {
  addKind(app, context, plainMenu)
  addKind(app, context, plainDisclaimer)
}

function addKind<Content>(app: FastifyInstance, context: Context, kind: PlainKind<Content>): void {
  const plain = { ...kind, answer: schema.answer(kind) }
  addList(app, context, plain)
  addOne(app, context, plain)
  addCreate(app, context, plain)
  addPatch(app, context, plain)
  addDiscard(app, context, plain)
  addPublish(app, context, plain)
  historyRoutes(app, context, plain)
}

function addList<Content>(app: FastifyInstance, context: Context, plain: PlainKind<Content>): void {
  const { kind, name, tag, plural } = plain
  const operation = {
    operationId: `listDesk${name}s`,
    tag,
    summary: `List the ${plural.replace('-', ' ')} with their state`,
    description: 'Drafts too, by the last accepted write, newest first.',
    path: base(plain),
    query: schema.listQuery,
    answer: schema.listAnswer(plain),
    scope: reading(plain),
  } as const
  manageRead(app, context, operation, async ({ db, at, query, url }) => {
    const plan = await planManagedPage({ query, at, url }, 2)
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

function addOne<Content>(app: FastifyInstance, context: Context, plain: Described<Content>): void {
  const operation = {
    operationId: `getDesk${plain.name}`,
    tag: plain.tag,
    summary: `Get ${plain.noun} with its newest revision`,
    description: 'Published or not, with what may be done to it now.',
    path: `${base(plain)}/{id}`,
    parameters: ofOne(plain),
    answer: plain.answer,
    problems: ['not-found'],
    scope: reading(plain),
  } as const
  manageRead(app, context, operation, async ({ db, at, path }) =>
    answerOf(await requirePlain(db, plain.kind, path.id, at)),
  )
}

function addCreate<Content>(app: FastifyInstance, context: Context, plain: Described<Content>): void {
  const { kind, name, tag, noun, example } = plain
  const operation = {
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
    scope: [plain.scopes.write],
    example,
  } as const
  manageWrite(app, context, operation, async ({ write, actor, body }) => {
    const id = await createDocument(write, kind, body, actor.keyId)
    const document = await requirePlain(write.tx, kind, id, write.at)
    return {
      ...answerOf(document),
      location: `${base(plain)}/${id}`,
      audit: { act: `${kind.kind}.create`, subject: id, revision: 1, after: document.stored },
    }
  })
}

function addPatch<Content>(app: FastifyInstance, context: Context, plain: Described<Content>): void {
  const { kind, name, tag, noun } = plain
  const operation = {
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
    scope: [plain.scopes.write],
    example: plain.patchExample,
  } as const
  manageWrite(app, context, operation, async ({ write, actor, body, path, requireMatch }) => {
    const before = await requirePlain(write.tx, kind, path.id, write.at)
    requireMatch(etagOf(before))
    await edit(write, plain, actor.keyId, before, body)
    return changed(plain, 'edit', before, await requirePlain(write.tx, kind, path.id, write.at))
  })
}

function addDiscard<Content>(app: FastifyInstance, context: Context, plain: Described<Content>): void {
  const { kind, name, tag, noun } = plain
  const operation = {
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
    scope: [plain.scopes.write],
  } as const
  manageWrite(app, context, operation, async ({ write, body, path, requireMatch }) => {
    const before = await requirePlain(write.tx, kind, path.id, write.at)
    requireMatch(etagOf(before))
    await discard(write, before)
    const after = await requirePlain(write.tx, kind, path.id, write.at)
    return changed(plain, 'discard', before, after, body.reason)
  })
}

function addPublish<Content>(app: FastifyInstance, context: Context, plain: PlainKind<Content>): void {
  const { kind, name, tag, noun } = plain
  const operation = {
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
    scope: [plain.scopes.publish],
    example: { revision: 1 },
  } as const
  manageWrite(app, context, operation, async ({ write, body, path, requireMatch }) => {
    const before = await requirePlain(write.tx, kind, path.id, write.at)
    requireMatch(etagOf(before))
    const publication = await publishPlain(write, plain, context.config, before, body)
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
