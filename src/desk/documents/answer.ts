import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Signal } from '../../publishing/kind.ts'
import { type DeskDocument, etagOf } from './document.ts'
import type { DeskKind } from './kind.ts'
import { allowedActs } from './workflow.ts'

/** List item for a document. The response schema drops the content fields that a list does not show. */
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

export async function answer<Content>(db: Queries, kind: DeskKind<Content>, document: DeskDocument<Content>) {
  const [summary, others] = await Promise.all([
    summarize(db, kind, document),
    kind.adds.toDocument?.(db, document),
  ])
  return { json: { data: { ...summary, ...others } }, etag: etagOf(document) }
}

export const describePublication = (row: PublicationRow) => ({
  id: row.id,
  version: row.version,
  revision: row.revision,
  signal: row.signal as Signal,
  visibleFrom: row.visible_from,
  visibleUntil: row.visible_until,
  expiresAt: row.expires_at,
})
