import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Signal } from '../../publishing/kind.ts'
import { type DeskDocument, etagOf } from './document.ts'
import type { DeskKind } from './kind.ts'
import { allowedActs } from './workflow.ts'

/** A document as an item of a list; the schema of the answer chooses from it. */
export async function summarize<Content>(
  db: Queries,
  kind: DeskKind<Content>,
  document: DeskDocument<Content>,
) {
  const { id, revision, content, author, pending, visible, situation, createdAt, changedAt } = document
  return {
    ...content,
    id,
    revision,
    state: situation.state,
    author,
    publications: {
      pending: pending && describePublication(pending),
      visible: visible && describePublication(visible),
    },
    createdAt,
    changedAt,
    allowed: allowedActs(kind.workflow, situation),
    ...(await kind.adds.toSummary?.(db, document)),
  }
}

/** The whole answer about a document, with its entity tag. */
export async function answer<Content>(db: Queries, kind: DeskKind<Content>, document: DeskDocument<Content>) {
  const data = { ...(await summarize(db, kind, document)), ...(await kind.adds.toDocument?.(db, document)) }
  return { json: { data }, etag: etagOf(document) }
}

/** A publication as the desk tells of it. */
export const describePublication = (row: PublicationRow) => ({
  id: row.id,
  version: row.version,
  revision: row.revision,
  signal: row.signal as Signal,
  visibleFrom: row.visible_from,
  visibleUntil: row.visible_until,
  expiresAt: row.expires_at,
})
