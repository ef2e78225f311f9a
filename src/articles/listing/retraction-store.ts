import { sql } from 'kysely'
import { padded, statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import type { Selection } from './selection.ts'
import { hasOneOf } from './selection-queries.ts'

/** A retraction, of which the notice is all that is public. */
export interface Retraction {
  /** Id of the article. */
  readonly documentId: string
  readonly notice: string
  readonly at: Instant
}

const retractionsMax = 100
/** The newest ones, whether they belong to the list or not; to look at each takes up to 20 µs. */
const examinedMax = 1_000
const keptMs = 30 * 24 * 60 * 60 * 1000

/** When a list of newest retractions ceases to name this one. */
export const forgottenAt = ({ at }: Retraction): Instant => addMilliseconds(at, keptMs)

/**
 * The retractions of the last 30 days, newest first, at most 100, of articles of which a version had a term of each
 * group of the selection and none that it excludes, so that the list once had them.
 */
export const findRetractions = (
  db: Queries,
  { groups, excluded }: Pick<Selection, 'groups' | 'excluded'>,
  at: Instant,
): Promise<Retraction[]> =>
  retractionQuery(db, {
    groups: groups.map(padded),
    excluded: padded(excluded),
    at,
    after: addMilliseconds(at, -keptMs),
  })

interface Asked extends Pick<Selection, 'groups' | 'excluded' | 'at'> {
  readonly after: Instant
}

/** Only what was public can be retracted, and a retraction cancels every pending publication. */
const retractionQuery = statement<Asked, Retraction>((_, { groups, excluded, at, after }) => {
  const conditions = [
    ...groups.map(hasOneOf),
    ...(excluded.length > 0 ? [sql<boolean>`not ${hasOneOf(excluded)}`] : []),
  ]
  return sql`
    select document_id as "documentId", notice, at
    from (select document_id, notice, at, id from retraction where at > ${after} and at <= ${at}
      order by at desc, id desc limit ${examinedMax}) as recent
    where exists (
      select 1 from (
        select id as publication_id, published_at from publication
        where publication.document_id = recent.document_id) as walked
      where ${sql.join(conditions, sql` and `)})
    order by at desc, id desc limit ${retractionsMax}`
})
