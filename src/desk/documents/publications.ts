import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Config } from '../../kernel/config.ts'
import { cancel, publish } from '../../publishing/acts/publish.ts'
import { contentOf, raiseChange } from '../../publishing/documents/documents.ts'
import { latest } from '../../values/time.ts'
import { conflict, type DeskDocument, parseContent, requireAllowed, situationAt } from './document.ts'
import type { DeskKind } from './kind.ts'
import type { PublicationOrder } from './schema.ts'
import { findRevision } from './store.ts'
import { actsOf } from './workflow.ts'

/**
 * Publishes a revision, now or as scheduled. Throws 409 unless that revision may be published, and whatever the guard
 * of its kind throws. `stored` is the content that becomes public.
 */
export async function publishRevision<Content>(
  write: Write,
  kind: DeskKind<Content>,
  config: Config,
  document: DeskDocument<Content>,
  order: PublicationOrder,
): Promise<{ readonly publication: PublicationRow; readonly stored: string }> {
  const { id } = document
  const { workflow } = kind
  const found =
    order.revision === document.revision ? document : await readRevision(write, kind, id, order.revision)
  if (!found) throw conflict(workflow, document.situation, workflow.details.noSuchRevision)
  const { content, stored } = found
  requireAllowed(workflow, 'publish', await situationAt(write.tx, document, order.revision))
  const visibleFrom = latest(write.at, order.publishAt, order.embargoedUntil)
  const publication = await kind.guard(write, config, { id, content }, visibleFrom, () =>
    publish(write, kind, { documentId: id, ...order, content }),
  )
  await raiseChange(write, id)
  return { publication, stored }
}

async function readRevision<Content>({ tx }: Write, kind: DeskKind<Content>, id: string, revision: number) {
  const row = await findRevision(tx, id, revision)
  return row && { content: parseContent(kind, row.content), stored: row.content }
}

/**
 * Cancels a pending publication, or ends a visible one if the workflow has the act `end`. Throws 409
 * `state-conflict`, 409 `publication-pending` if the visible one has a pending successor, and whatever the guard of
 * its kind throws.
 */
export async function cancelOrEnd<Content>(
  write: Write,
  kind: DeskKind<Content>,
  config: Config,
  document: DeskDocument<Content>,
  { id, revision }: PublicationRow,
): Promise<'cancel' | 'end'> {
  const { pending, visible, situation } = document
  const { workflow } = kind
  const canEnd = actsOf(workflow).includes('end')
  const act = id === pending?.id ? 'cancel' : canEnd && id === visible?.id ? 'end' : null
  if (!act) throw conflict(workflow, situation, workflow.details.notCancellable)
  requireAllowed(workflow, act, situation)
  const content = await contentOf(write.tx, kind, document.id, revision)
  await kind.guard(write, config, { id: document.id, content }, null, () => cancel(write, kind, id))
  await raiseChange(write, document.id)
  return act
}
