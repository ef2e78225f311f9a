import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Literal, statement } from '../../../db/compiled.ts'
import type { Queries } from '../../../db/database.ts'
import { everPublicAt, publicAt } from '../../../publishing/view.ts'
import { indexOf, matching } from '../../../search/index.ts'
import type { RowRange } from '../../../search/rows.ts'
import type { Match } from '../../../search/search-index.ts'
import type { Instant } from '../../../values/time.ts'
import type { TimeWindow } from '../selection.ts'
import { type FoundRow, within } from '../selection-queries.ts'

/** A walk through the matches of a range of rows. */
export interface Walk extends Conditions {
  readonly match: Match
  readonly range: RowRange
  readonly order: Literal<'asc' | 'desc'>
  /** Maximum number of matches that are examined. */
  readonly share: number
  readonly limit: number
}

interface Conditions {
  readonly at: Instant
  readonly published: TimeWindow
  readonly updated: TimeWindow
}

/** Public matches in the order of their rows. */
export const matchesQuery = statement<Walk, FoundRow & { row: number }>(
  (db, walk) => sql`
    select id, document_id, published_at, updated_at, row from (${examined(db, walk)}) as walked
    where ${sql.join(conditionsOf(walk), sql` and `)} limit ${walk.limit}`,
)

/** Ids of public matches in the order of their rows. */
export const matchingIdsQuery = statement<Walk, { id: string }>(
  (db, walk) => sql`
    select id from (${examined(db, walk)}) as walked
    where ${sql.join(conditionsOf(walk), sql` and `)} limit ${walk.limit}`,
)

/** The row at which the share is used up; none if the walk reaches the end of its range. */
export const lastExaminedQuery = statement<Walk, { row: number }>(
  (db, walk) => sql`select row from (${examined(db, walk)}) as walked limit 1 offset ${walk.share} - 1`,
)

/**
 * Matches that are or were public, current or not. What is not public yet does not count as examined: the place at which
 * a walk stops would reveal it.
 */
function examined(db: Queries, { match, range, order, at, share }: Walk): RawBuilder<unknown> {
  const { row } = indexOf(db)
  return sql`
    select publication.id, publication.document_id, publication.published_at, publication.updated_at,
      publication.search_row as row, ${publicAt(at)} as is_public
    from search_index cross join publication
    where publication.search_row = ${row} and ${matching(db, match, range)} and ${everPublicAt(at)}
    order by ${row} ${directionOf(order)} limit ${share}`
}

const directionOf = ({ value }: Literal<'asc' | 'desc'>) => (value === 'asc' ? sql`asc` : sql`desc`)

const conditionsOf = ({ published, updated }: Conditions): RawBuilder<SqlBool>[] => [
  sql`is_public`,
  ...within(sql.ref('published_at'), published),
  ...within(sql.ref('updated_at'), updated),
]

interface Place extends Pick<Walk, 'match' | 'range' | 'order'> {
  /** From 1. */
  readonly place: number
}

/** The row of the match at a place, public or not. It costs a twentieth of `publicMatchAt`. */
export const anyMatchAt = statement<Place & { readonly at: Instant }, { row: number }>(
  (db, { match, range, order, place }) => {
    const { row } = indexOf(db)
    return sql`
      select ${row} as row from search_index where ${matching(db, match, range)}
      order by ${row} ${directionOf(order)} limit 1 offset ${place} - 1`
  },
)

/** The row of the match at a place among those that are or were public. */
export const publicMatchAt = statement<Place & { readonly at: Instant }, { row: number }>(
  (db, { match, range, order, place, at }) => {
    const { row } = indexOf(db)
    return sql`
      select ${row} as row from search_index cross join publication
      where publication.search_row = ${row} and ${matching(db, match, range)} and ${everPublicAt(at)}
      order by ${row} ${directionOf(order)} limit 1 offset ${place} - 1`
  },
)

/** The publication that has a row, which has to be one that is or was public. */
export const publicationOfRow = statement<{ row: bigint }, { id: string; published_at: Instant }>(
  (_, { row }) => sql`select id, published_at from publication where search_row = ${row}`,
)

/** The row of a publication that is or was public, retracted or not. */
export const rowOfPublication = statement<{ id: string; at: Instant }, { row: number }>(
  (_, { id, at }) => sql`
    select search_row as row from publication
    where id = ${id} and visible_from <= ${at} and search_row is not null`,
)
