import type { PublicationRow } from '../../db/tables.ts'
import type { Kind } from '../../publishing/kind.ts'
import type { Instant } from '../../values/time.ts'

export interface Announcement {
  readonly at: Instant
  readonly type: string
}

/**
 * Tape entries that a publication has or will have: its start, its end unless the next version follows directly, and
 * for the last publication the retraction of its article.
 */
export function expectedEntries(
  kind: Kind<unknown>,
  publication: PublicationRow,
  next: PublicationRow | null,
  retractedAt: Instant | null,
): Announcement[] {
  const { visible_from, visible_until } = publication
  const begin = { at: visible_from, type: kind.tapeTypeOf(publication) }
  const isTakenOver = next !== null && next.visible_from === visible_until
  const end =
    visible_until === null || isTakenOver || visible_until === retractedAt
      ? []
      : [{ at: visible_until, type: kind.removedType }]
  const retraction = retractedAt && next === null ? [{ at: retractedAt, type: 'article.retracted' }] : []
  return [begin, ...end, ...retraction]
}

/** Faults in the interval of a publication and in its order among the versions of its document. */
export function intervalFaults(
  publication: PublicationRow,
  before: PublicationRow | null,
  retractedAt: Instant | null,
): string[] {
  const { visible_from, visible_until, expires_at } = publication
  const faults = {
    'its version does not follow the previous one': publication.version !== (before?.version ?? 0) + 1,
    'it ends before it starts': visible_until !== null && visible_until <= visible_from,
    'it outlasts its expiry': expires_at !== null && (visible_until === null || visible_until > expires_at),
    'it overlaps the previous version':
      before !== null && (before.visible_until === null || before.visible_until > visible_from),
    'its editorial date is later than its start': publication.published_at > visible_from,
    'it was recorded after its start': publication.recorded_at > visible_from,
    'its retraction differs from that of its article': publication.retracted_at !== retractedAt,
  }
  return Object.entries(faults).flatMap(([fault, isWrong]) => (isWrong ? [fault] : []))
}
