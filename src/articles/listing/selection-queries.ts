import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Literal, statement } from '../../db/compiled.ts'
import { publicAt } from '../../publishing/view.ts'
import type { Instant } from '../../values/time.ts'
import { type KeysetPosition, type Selection, type Sort, sorts, type TimeWindow } from './selection.ts'

/** A public version that was found, with its sort values. */
export interface FoundRow {
  /** Id of the publication. */
  readonly id: string
  readonly document_id: string
  readonly published_at: Instant
  readonly updated_at: Instant
  /** Its place in a list by relevance, from 1. */
  readonly rank?: number
}

/** A selection with its scan plan. */
export interface Search extends Omit<Selection, 'groups' | 'sort'> {
  /** Terms whose index ranges are scanned. */
  readonly driving: readonly string[]
  readonly others: readonly (readonly string[])[]
  readonly begin: KeysetPosition
  /** Last keyset position of interest; if absent, scans continue to the end of their ranges. */
  readonly end?: KeysetPosition | undefined
  /** Maximum number of rows examined for each term. */
  readonly share: number
  readonly limit: number
  readonly sort: Literal<Sort>
}

/** The first rows of all scans, merged. */
export const pageQuery = statement<Search, FoundRow>((_, search) => firstRows(search))

/** Traits of the rows that `pageQuery` finds. */
export const traitsQuery = statement<Search, { traits: string }>((_, search) => {
  const { column, direction } = orderOf(search.sort)
  return sql`
    select rendition.traits
    from (${firstRows(search)}) as publication
    join rendition on rendition.publication_id = publication.id
    order by publication.${column} ${direction}, publication.id ${direction}`
})

function firstRows(search: Search): RawBuilder<FoundRow> {
  const { column, direction } = orderOf(search.sort)
  // A single scan has no duplicates and is already in the requested order.
  if (search.driving.length === 1) return candidates(search)
  return sql`
    select distinct id, document_id, published_at, updated_at from (${candidates(search)}) as found
    order by ${column} ${direction}, id ${direction} limit ${search.limit}`
}

/** Ids of the distinct publications that the scans find, unordered, up to the limit. */
export const idsQuery = statement<Search, { id: string }>((_, search) => {
  const chosen = search.driving.length === 1 ? sql`id` : sql`distinct id`
  return sql`select ${chosen} from (${candidates(search)}) as found limit ${search.limit}`
})

/** How many of the publications have each of their terms. */
export const termCountsQuery = statement<{ ids: readonly string[] }, { term: string; count: number }>(
  (_, { ids }) => sql`
    select term, count(*) as count from publication_term
    where publication_id in (${sql.join(ids)}) group by term`,
)

/** Position at which the first scan used up its share; no row if every scan reached the end of its range. */
export const stopQuery = statement<Search, KeysetPosition>((_, search) => {
  const { column, direction } = orderOf(search.sort)
  const ends = search.driving.map(
    (term) => sql`select * from (
      select publication_id as id, ${column} as value
      from (${walk(search, term)} limit 1 offset ${search.share} - 1) as walked) as stopped`,
  )
  return sql`
    select * from (${sql.join(ends, sql` union all `)}) as stopped order by value ${direction}, id ${direction} limit 1`
})

/** For each term, the first public publications after the keyset position that meet every other condition. */
function candidates(search: Search): RawBuilder<FoundRow> {
  const { at, others, excluded, published, updated, share, limit } = search
  const { column, direction } = orderOf(search.sort)
  const conditions = [
    publicAt(at),
    ...others.map((terms) => hasOneOf(terms)),
    ...(excluded.length > 0 ? [sql<SqlBool>`not ${hasOneOf(excluded)}`] : []),
    ...within(sql.ref('walked.published_at'), published),
    ...within(sql.ref('walked.updated_at'), updated),
  ]
  const parts = search.driving.map(
    (term) => sql<FoundRow>`
      select publication.id, publication.document_id, walked.published_at, walked.updated_at
      from (${walk(search, term)} limit ${share}) as walked
      join publication on publication.id = walked.publication_id
      where ${sql.join(conditions, sql` and `)}
      order by walked.${column} ${direction}, walked.publication_id ${direction}
      limit ${limit}`,
  )
  const wrapped = parts.length === 1 ? parts : parts.map((part) => sql`select * from (${part}) as part`)
  return sql<FoundRow>`${sql.join(wrapped, sql` union all `)}`
}

/**
 * Scans one index range in list order. Pending publications have a future `updated_at` and are skipped here: if they
 * counted as examined, the position at which a search stops would reveal them.
 */
function walk({ sort, at, begin, end, published, updated }: Search, term: string) {
  const { name, column, descending, direction, behind, upTo } = orderOf(sort)
  const { from, to } = name === 'published_at' ? published : updated
  // `end` implies the other bounds on its side. If they were present too, the engine might scan to one of them instead,
  // thousands of rows further.
  const upper = !end || descending
  const bounds = within(column, { from: end && descending ? undefined : from, to: upper ? to : undefined })
  return sql`
    select publication_id, published_at, updated_at from publication_term
    where term = ${term} and (${column}, publication_id) ${behind} (${begin.value}, ${begin.id})
      ${upper ? sql`and ${column} <= ${at}` : sql``} and updated_at <= ${at}
      ${end ? sql`and (${column}, publication_id) ${upTo} (${end.value}, ${end.id})` : sql``}
      ${bounds.length > 0 ? sql`and ${sql.join(bounds, sql` and `)}` : sql``}
    order by ${column} ${direction}, publication_id ${direction}`
}

/** Whether `walked`, a publication with its editorial date, has one of the terms. */
export const hasOneOf = (terms: readonly string[]): RawBuilder<SqlBool> => sql`exists (
  select 1 from publication_term
  where term in (${sql.join(terms)}) and published_at = walked.published_at
    and publication_id = walked.publication_id)`

export function within(column: RawBuilder<unknown>, { from, to }: TimeWindow): RawBuilder<SqlBool>[] {
  return [
    ...(from ? [sql<SqlBool>`${column} >= ${from}`] : []),
    ...(to ? [sql<SqlBool>`${column} < ${to}`] : []),
  ]
}

function orderOf({ value }: Literal<Sort>) {
  const { column, descending } = sorts[value]
  return {
    name: column,
    descending,
    column: sql.ref(column),
    direction: descending ? sql`desc` : sql`asc`,
    behind: descending ? sql`<` : sql`>`,
    upTo: descending ? sql`>=` : sql`<=`,
  }
}

/** Counts the index rows for these terms, up to the limit, without pending publications. */
export const sizeQuery = statement<Size, { count: number }>(
  (_, { terms, at, limit }) => sql`
    select count(*) as count from (
      select 1 from publication_term where term in (${sql.join(terms)}) and updated_at <= ${at} limit ${limit}) as counted`,
)

interface Size {
  readonly terms: readonly string[]
  readonly at: Instant
  readonly limit: number
}
