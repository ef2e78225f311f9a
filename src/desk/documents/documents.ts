import type { Queries, Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { absent } from '../../http/parameters/refusals.ts'
import { raiseChange } from '../../publishing/documents/documents.ts'
import * as publications from '../../publishing/documents/publications.ts'
import type { Kind, Signal } from '../../publishing/kind.ts'
import type { Instant } from '../../values/time.ts'
import * as store from './store.ts'

/** A document as its editors see it: with its newest revision, published or not. */
export interface DeskDocument<Content> {
  readonly id: string
  readonly createdAt: Instant
  /** Counts accepted writes, workflow included. */
  readonly change: number
  readonly changedAt: Instant
  readonly externalId: string | null
  readonly discardedAt: Instant | null
  /** Number of the newest revision. */
  readonly revision: number
  readonly content: Content
  /** The newest revision as it is stored. */
  readonly stored: string
  /** The key that wrote the newest revision. */
  readonly author: string
  readonly revisedAt: Instant
  /** The newest publication: pending, visible, or past. */
  readonly publication: PublicationRow | null
  /** The one before it. */
  readonly before: PublicationRow | null
  readonly hold: { readonly at: Instant; readonly reason: string } | null
  readonly retraction: { readonly kind: string; readonly notice: string; readonly at: Instant } | null
}

/** Reads a document of the kind. Throws 404. */
export async function requireDocument<Content>(
  db: Queries,
  kind: Kind<Content>,
  id: string,
): Promise<DeskDocument<Content>> {
  const row = await store.findDocument(db, kind.kind, id)
  if (!row) throw absent()
  const [publication = null, before = null] = await store.lastPublications(db, { documentId: id })
  return {
    id,
    createdAt: row.created_at,
    change: row.change,
    changedAt: row.changed_at,
    externalId: row.external_id,
    discardedAt: row.discarded_at,
    revision: row.revision,
    content: contentOf(kind, row.content),
    stored: row.content,
    author: row.author,
    revisedAt: row.revised_at,
    publication,
    before,
    hold: (await publications.activeHold(db, id)) ?? null,
    retraction: (await store.findRetraction(db, id)) ?? null,
  }
}

/** Stored content as its kind reads it: what was stored before a field existed gets its default. */
export const contentOf = <Content>(kind: Kind<Content>, stored: string): Content =>
  kind.content.parse(JSON.parse(stored))

/** The publication that waits for its moment, and the one that is public. Either may be missing. */
export function standingOf(
  { publication, before }: Pick<DeskDocument<unknown>, 'publication' | 'before'>,
  at: Instant,
): { readonly pending: PublicationRow | null; readonly visible: PublicationRow | null } {
  const pending = publication && publications.isPending(publication, at) ? publication : null
  const current = pending ? before : publication
  return { pending, visible: current && publications.isVisible(current, at) ? current : null }
}

/** What the trail says of an act: its own note, and behind it the publication that waited and does no more. */
export function noteOf(
  before: Pick<DeskDocument<unknown>, 'publication' | 'before'>,
  after: Pick<DeskDocument<unknown>, 'publication' | 'before'>,
  at: Instant,
  note: string | null,
): { readonly note?: string } {
  const waited = standingOf(before, at).pending
  const isCancelled = waited && standingOf(after, at).pending?.id !== waited.id
  const parts = [note, isCancelled ? `cancels ${waited.id}` : null].filter((part) => part !== null)
  return parts.length > 0 ? { note: parts.join('; ') } : {}
}

/** The entity tag of a document on this side: another one after each accepted write. */
export const etagOf = ({ id, change }: Pick<DeskDocument<unknown>, 'id' | 'change'>): string =>
  `"${id}-${change}"`

/**
 * Gives the document another entity tag: to be called in every write that is accepted. Adding a revision does so by
 * itself.
 */
export const touch = (write: Write, id: string): Promise<void> => raiseChange(write, id)

/** A publication as the desk tells of it. */
export const publicationOf = (row: PublicationRow) => ({
  id: row.id,
  version: row.version,
  revision: row.revision,
  signal: row.signal as Signal,
  visibleFrom: row.visible_from,
  visibleUntil: row.visible_until,
  expiresAt: row.expires_at,
})
