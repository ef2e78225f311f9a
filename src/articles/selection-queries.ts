import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { shapedStatement } from '../db/statement.ts'
import { publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'
import { type Place, type Selection, type Sort, sorts, type TimeWindow } from './selection.ts'
import type { ArticleRow } from './store.ts'

/** An article found, with its place. */
export type FoundRow = ArticleRow & { readonly id: string; readonly updated_at: Instant }

/** A selection made ready to be walked. */
export interface Search extends Omit<Selection, 'groups' | 'sort'> {
  /** The terms whose ranges are walked. */
  readonly driving: readonly string[]
  readonly others: readonly (readonly string[])[]
  readonly begin: Place
  /** The last place of interest; without it the walks go on to the end of their ranges. */
  readonly end?: Place | undefined
  /** Rows that are looked at for each term. */
  readonly share: number
  readonly limit: number
}

/** The first rows of all walks together, with their content, but without their bodies: these are the larger half. */
export const pageQuery = shapedStatement<Search, FoundRow>((sort, search) =>
  firstRows(sort, search, sql`null as body`),
)

/** The same with their bodies. */
export const bodiesQuery = shapedStatement<Search, FoundRow>((sort, search) =>
  firstRows(sort, search, sql`rendition.body`),
)

function firstRows(sort: string, search: Search, body: RawBuilder<unknown>): RawBuilder<FoundRow> {
  const { column, direction } = orderOf(sort)
  return sql`
    select publication.id, publication.document_id, publication.name, publication.version, publication.published_at,
      publication.updated_at, publication.visible_from, rendition.content, ${body}, rendition.facts
    from (
      select distinct publication_id, ${column} as value from (${candidates(sort, search)})
      order by value ${direction}, publication_id ${direction} limit ${search.limit}
    ) as found
    join publication on publication.id = found.publication_id
    join rendition on rendition.publication_id = publication.id
    order by found.value ${direction}, publication.id ${direction}`
}

/** How many rows the walks find together, up to the limit. */
export const countQuery = shapedStatement<Search, { count: number }>(
  (sort, search) => sql`
    select count(*) as count from (
      select distinct publication_id from (${candidates(sort, search)}) limit ${search.limit})`,
)

/** Where the first of the walks ended for having looked at its share; no row if all came to the end of their range. */
export const stopQuery = shapedStatement<Search, Place>((sort, search) => {
  const { column, direction } = orderOf(sort)
  const ends = search.driving.map(
    (term) => sql`select * from (
      select publication_id as id, ${column} as value
      from (${walk(sort, search, term)} limit 1 offset ${search.share} - 1))`,
  )
  return sql`
    select * from (${sql.join(ends, sql` union all `)}) order by value ${direction}, id ${direction} limit 1`
})

/** For each term, the first public publications behind the place that meet every other condition. */
function candidates(sort: string, search: Search) {
  const { at, others, excluded, without, published, updated, share, limit } = search
  const { column, direction } = orderOf(sort)
  const conditions = [
    publicAt(at),
    ...others.map((terms) => hasOneOf(terms)),
    ...(excluded.length > 0 ? [sql<SqlBool>`not ${hasOneOf(excluded)}`] : []),
    ...(without ? [sql<SqlBool>`publication.document_id <> ${without}`] : []),
    ...within(sql.ref('walked.published_at'), published),
    ...within(sql.ref('walked.updated_at'), updated),
  ]
  const parts = search.driving.map(
    (term) => sql`select * from (
      select walked.publication_id, walked.${column}
      from (${walk(sort, search, term)} limit ${share}) as walked
      join publication on publication.id = walked.publication_id
      where ${sql.join(conditions, sql` and `)}
      order by walked.${column} ${direction}, walked.publication_id ${direction}
      limit ${limit}
    )`,
  )
  return sql.join(parts, sql` union all `)
}

/** One range of the index, in the order of the list. */
function walk(sort: string, { begin, end, published, updated }: Search, term: string) {
  const { name, column, direction, behind, upTo } = orderOf(sort)
  const bounds = within(column, name === 'published_at' ? published : updated)
  return sql`
    select publication_id, published_at, updated_at from publication_term
    where term = ${term} and (${column}, publication_id) ${behind} (${begin.value}, ${begin.id})
      ${end ? sql`and (${column}, publication_id) ${upTo} (${end.value}, ${end.id})` : sql``}
      ${bounds.length > 0 ? sql`and ${sql.join(bounds, sql` and `)}` : sql``}
    order by ${column} ${direction}, publication_id ${direction}`
}

const hasOneOf = (terms: readonly string[]): RawBuilder<SqlBool> => sql`exists (
  select 1 from publication_term
  where term in (${sql.join(terms)}) and published_at = walked.published_at
    and publication_id = walked.publication_id)`

function within(column: RawBuilder<unknown>, { from, to }: TimeWindow): RawBuilder<SqlBool>[] {
  return [
    ...(from ? [sql<SqlBool>`${column} >= ${from}`] : []),
    ...(to ? [sql<SqlBool>`${column} < ${to}`] : []),
  ]
}

function orderOf(sort: string) {
  const { column, descending } = sorts[sort as Sort]
  return {
    name: column,
    column: sql.ref(column),
    direction: descending ? sql`desc` : sql`asc`,
    behind: descending ? sql`<` : sql`>`,
    upTo: descending ? sql`>=` : sql`<=`,
  }
}

/** How many rows the index has for these terms, up to the limit. */
export const sizeQuery = shapedStatement<{ terms: readonly string[]; limit: number }, { count: number }>(
  (_, { terms, limit }) => sql`
    select count(*) as count from (select 1 from publication_term where term in (${sql.join(terms)}) limit ${limit})`,
)
