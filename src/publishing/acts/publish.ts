import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { refuse } from '../../kernel/refusal.ts'
import { newId } from '../../values/ids.ts'
import { type Instant, latest } from '../../values/time.ts'
import { derive, removeDerived, storeDerived } from '../derived/derive.ts'
import { contentOf } from '../documents/documents.ts'
import * as publications from '../documents/publications.ts'
import type { Kind, Signal } from '../kind.ts'
import { announce, appendDue } from '../tape/tape.ts'
import { touchDocument } from '../touch.ts'
import { requireClock, requireNothingPending, requireNotRetracted } from './invariants.ts'

export interface PublishOrder<Content = unknown> {
  readonly documentId: string
  readonly revision: number
  /** The content of the revision, if it has been read: as its schema gives it, or the bytes would differ from a rebuild. */
  readonly content?: Content
  /** Earliest moment; a past moment means now. */
  readonly publishAt?: Instant | null
  /** Applies to this version only. */
  readonly embargoedUntil?: Instant | null
  /** End of this version, unless a later version ends it earlier. */
  readonly expiresAt?: Instant | null
  readonly signal?: 'update' | 'refile'
}

/**
 * Makes a revision public from `max(publishAt, embargoedUntil, now)`: interval, rendition, tape and cache tags in one write.
 *
 * Throws 409 `publication-pending`, 409 `state-conflict` if the article is held or retracted, 422 `invalid-interval` if
 * it would end before it begins, 422 `published-in-the-future`, 422 `unknown-reference`, and 503 `clock-behind`.
 */
export async function publish<Content>(
  write: Write,
  kind: Kind<Content>,
  order: PublishOrder<Content>,
): Promise<PublicationRow> {
  if (await publications.activeHold(write.tx, order.documentId)) {
    throw refuse('state-conflict', 'The article is held. Release or retract it.')
  }
  const content = order.content ?? (await contentOf(write.tx, kind, order.documentId, order.revision))
  const visibleFrom = latest(write.at, order.publishAt, order.embargoedUntil)
  const publication = await insert(write, kind, content, {
    documentId: order.documentId,
    revision: order.revision,
    visibleFrom,
    expiresAt: order.expiresAt ?? null,
    signal: order.signal ?? 'update',
  })
  return complete(write, kind, publication, content)
}

/** Cancels a pending publication, or ends a visible menu or disclaimer now. Throws 409 for a visible article. */
export async function cancel<Content>(
  write: Write,
  kind: Kind<Content>,
  publicationId: string,
): Promise<void> {
  const publication = await publications.find(write.tx, publicationId)
  if (!publication || publication.kind !== kind.kind)
    throw refuse('not-found', 'There is no such publication.')
  if (publications.isPending(publication, write.at)) {
    await cancelPending(write, kind, publication)
  } else if (kind.kind !== 'article' && publications.isVisible(publication, write.at)) {
    await endNow(write, kind, publication)
  } else {
    throw refuse('state-conflict', 'The publication is or was visible. Hold or retract the article.')
  }
  await appendDue(write)
  await touchDocument(write.tx, { kind: kind.kind, id: publication.document_id })
}

/** Removes a pending publication and its derived data. */
export async function cancelPending<Content>(
  write: Write,
  kind: Kind<Content>,
  pending: PublicationRow,
): Promise<void> {
  await removeDerived(write.tx, pending)
  await publications.removePending(write, pending, kind.removedType)
}

async function endNow<Content>(write: Write, kind: Kind<Content>, publication: PublicationRow) {
  const last = await publications.newest(write.tx, publication.document_id)
  requireNothingPending(last, write.at)
  await publications.endAt(write, publication, write.at)
  await announce(write, publication, write.at, kind.removedType)
}

export interface NewPublication {
  readonly documentId: string
  readonly revision: number
  readonly visibleFrom: Instant
  readonly expiresAt: Instant | null
  readonly signal: Exclude<Signal, 'new'>
}

/** Inserts the next publication of a document and ends its predecessor. Call `complete` in the same write. */
export async function insert<Content>(
  write: Write,
  kind: Kind<Content>,
  content: Content,
  { documentId, revision, visibleFrom, expiresAt, signal }: NewPublication,
): Promise<PublicationRow> {
  requireClock(write)
  const before = await publications.newest(write.tx, documentId)
  requireNothingPending(before, write.at)
  requireNotRetracted(before)
  if (expiresAt && expiresAt <= visibleFrom) {
    const detail = `The publication would end at ${expiresAt}, and begin no earlier than ${visibleFrom}.`
    throw refuse('invalid-interval', detail, {
      errors: [
        { pointer: '/expiresAt', code: 'invalid-interval', detail: 'is not later than the beginning' },
      ],
    })
  }
  const first = (before && (await publications.firstVisibleFrom(write.tx, documentId))) ?? visibleFrom
  const publishedAt = kind.publishedAtOf(content) ?? first
  if (publishedAt > visibleFrom) {
    throw refuse('published-in-the-future', 'The editorial date is later than the moment of publication.')
  }
  const row: PublicationRow = {
    id: newId('pub'),
    document_id: documentId,
    kind: kind.kind,
    version: (before?.version ?? 0) + 1,
    revision,
    signal: before ? signal : 'new',
    ...kind.nameOf(content),
    published_at: publishedAt,
    updated_at: before?.revision === revision ? before.updated_at : visibleFrom,
    visible_from: visibleFrom,
    visible_until: expiresAt,
    expires_at: expiresAt,
    retracted_at: null,
    recorded_at: write.at,
    // `complete` derives the data.
    derivation: kind.derivation,
  }
  await publications.insertRow(write.tx, row)
  if (before && (before.visible_until === null || before.visible_until >= visibleFrom)) {
    await publications.endAt(write, before, visibleFrom)
  }
  return row
}

/** Stores the derived data, announces the bounds of the interval, and appends the tape entries that are due. */
export async function complete<Content>(
  write: Write,
  kind: Kind<Content>,
  publication: PublicationRow,
  content: Content,
): Promise<PublicationRow> {
  await storeDerived(write.tx, publication, await derive(write.tx, kind, publication, content))
  await announce(write, publication, publication.visible_from, kind.tapeTypeOf(publication))
  if (publication.expires_at) {
    await announce(write, publication, publication.expires_at, kind.removedType)
  }
  await appendDue(write)
  await touchDocument(write.tx, { kind: kind.kind, id: publication.document_id })
  return publication
}
