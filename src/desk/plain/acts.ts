import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { readBody } from '../../http/json/invalid-body.ts'
import type { Config } from '../../kernel/config.ts'
import { refuse } from '../../kernel/refusal.ts'
import { cancel, publish } from '../../publishing/acts/publish.ts'
import { addRevision } from '../../publishing/documents/documents.ts'
import { mergePatch } from '../../values/merge-patch.ts'
import { latest } from '../../values/time.ts'
import { contentOf, touch } from '../documents/documents.ts'
import type { PublicationOrder } from '../documents/schema.ts'
import { discardDocument, findRevision } from '../documents/store.ts'
import { type PlainDocument, requireAllowed } from './document.ts'
import type { PlainKind } from './kinds.ts'
import { allowedActs } from './workflow.ts'

/**
 * Adds a revision that is the newest one with the merge patch applied; none where that changes nothing. Throws 409
 * `state-conflict`, 400 `invalid-body` that points at every field at fault, and 422 `invalid-content` where its name
 * would change.
 */
export async function edit<Content>(
  write: Write,
  { kind, naming }: PlainKind<Content>,
  author: string,
  document: PlainDocument<Content>,
  patch: unknown,
): Promise<void> {
  requireAllowed('patch', document)
  const content = readBody(kind.content, mergePatch(document.content, patch))
  const [before, after] = [kind.nameOf(document.content), kind.nameOf(content)]
  if (before.name !== after.name || before.locale !== after.locale) throw nameFixed(naming)
  if (JSON.stringify(content) === JSON.stringify(document.content)) return
  await addRevision(write, kind, document.id, content, author)
}

const nameFixed = (fields: readonly string[]) =>
  refuse('invalid-content', 'What names a document is fixed. Make another document.', {
    errors: fields.map((field) => ({ pointer: `/${field}`, code: 'fixed', detail: 'names the document' })),
  })

/** Makes a revision public, now or at its moment. Throws 409, and 422 where the kind's guard finds faults. */
export async function publishPlain<Content>(
  write: Write,
  plain: PlainKind<Content>,
  config: Config,
  document: PlainDocument<Content>,
  order: PublicationOrder,
): Promise<PublicationRow> {
  const row = await findRevision(write.tx, document.id, order.revision)
  if (!row)
    throw refuse('state-conflict', 'There is no such revision of it.', {
      members: { allowed: allowedActs(document.situation) },
    })
  requireAllowed('publish', document)
  const visibleFrom = latest(write.at, order.publishAt, order.embargoedUntil)
  const publication = await plain.guard(write, config, contentOf(plain.kind, row.content), visibleFrom, () =>
    publish(write, plain.kind, { documentId: document.id, ...order }),
  )
  await touch(write, document.id)
  return publication
}

/**
 * Cancels a publication that waits, and ends one that is visible. Throws 409 `state-conflict` for what is over,
 * `publication-pending` for a visible one behind which another waits, and what the kind's guard refuses. Returns what
 * was done.
 */
export async function withdraw<Content>(
  write: Write,
  plain: PlainKind<Content>,
  config: Config,
  document: PlainDocument<Content>,
  publicationId: string,
): Promise<'cancel' | 'end'> {
  const { pending, visible } = document
  const publication = [pending, visible].find((one) => one?.id === publicationId)
  if (!publication)
    throw refuse('state-conflict', 'The publication is over.', {
      members: { allowed: allowedActs(document.situation) },
    })
  const act = publication === pending ? 'cancel' : 'end'
  requireAllowed(act, document)
  const row = await findRevision(write.tx, document.id, publication.revision)
  const content = row ? contentOf(plain.kind, row.content) : document.content
  await plain.guard(write, config, content, null, () => cancel(write, plain.kind, publicationId))
  await touch(write, document.id)
  return act
}

/** Gives up what was never public: its name is free again. Throws 409. */
export async function discard(write: Write, document: PlainDocument<unknown>): Promise<void> {
  requireAllowed('discard', document)
  await discardDocument(write, document.id)
  await touch(write, document.id)
}
