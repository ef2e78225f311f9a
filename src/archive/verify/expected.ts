import type { PublicationRow } from '../../db/tables.ts'
import type { Kind } from '../../publishing/kind.ts'
import type { Instant } from '../../values/time.ts'

export interface Announcement {
  readonly at: Instant
  readonly type: string
}

/**
 * What the tape says of a publication, or will: its begin, its end where no other version takes over, and the
 * retraction of its article, which is told of the last one.
 */
export function announcementsOf(
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

/** What is wrong with the interval of a publication and its place among the others of its document. */
export function intervalFaults(
  publication: PublicationRow,
  before: PublicationRow | null,
  retractedAt: Instant | null,
): string[] {
  const { visible_from, visible_until, expires_at } = publication
  const faults = {
    'its version does not follow the one before': publication.version !== (before?.version ?? 0) + 1,
    'it ends before it begins': visible_until !== null && visible_until <= visible_from,
    'it outlasts its expiry': expires_at !== null && (visible_until === null || visible_until > expires_at),
    'it is public together with the one before':
      before !== null && (before.visible_until === null || before.visible_until > visible_from),
    'its editorial date is later than its begin': publication.published_at > visible_from,
    'it was recorded after its begin': publication.recorded_at > visible_from,
    'it is not withheld as its article is': publication.retracted_at !== retractedAt,
  }
  return Object.entries(faults).flatMap(([fault, isWrong]) => (isWrong ? [fault] : []))
}
