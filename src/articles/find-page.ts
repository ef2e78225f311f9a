import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Queries } from '../db/database.ts'
import { shapedStatement } from '../db/statement.ts'
import { everything } from '../publishing/terms.ts'
import { publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'
import type { ArticleRow } from './store.ts'

/** A request examines at most so many rows of an index, because a query cannot be stopped. */
export const examinedMax = 20_000

/** The orders of a list: the column, and whether the latest comes first. */
export const sorts = {
  '-publishedAt': { column: 'published_at', descending: true },
  publishedAt: { column: 'published_at', descending: false },
  '-updatedAt': { column: 'updated_at', descending: true },
} as const
export type Sort = keyof typeof sorts

/** Half-open bounds of an instant. */
export interface TimeWindow {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/** What a list is to hold. */
export interface Selection {
  readonly at: Instant
  readonly sort: Sort
  /** Groups of terms: an article has at least one of each group. Never empty. */
  readonly groups: readonly (readonly string[])[]
  /** Terms of which it has none. */
  readonly excluded: readonly string[]
  /** The id of an article that is left out. */
  readonly without?: string
  readonly published: TimeWindow
  readonly updated: TimeWindow
}

/** A place in the list: the sort value and the id of a publication. */
export interface Place {
  readonly value: Instant
  readonly id: string
}

/** An article found, with its place. */
export type FoundRow = ArticleRow & { readonly id: string; readonly updated_at: Instant }

/** A page of a selection, and the place where the search stopped short of the end because it had looked at enough. */
export interface FoundPage {
  readonly rows: FoundRow[]
  readonly stoppedAt: Place | null
}

/**
 * Articles behind a place. One range of the index is walked for each term of one group, the one with the fewest
 * rows; every other condition is looked up for each of these rows.
 */
export async function findPage(
  db: Queries,
  selection: Selection,
  after: Place | null,
  limit: number,
  withBody = false,
): Promise<FoundPage> {
  const search = await searchOf(db, selection, after ?? beginOf(selection), limit)
  const rows = await (withBody ? pageWithBodies : pageWithoutBodies)(db, selection.sort, search)
  if (rows.length >= limit) return { rows, stoppedAt: null }
  const [stoppedAt = null] = await stopQuery(db, selection.sort, search)
  return {
    rows: stoppedAt ? rows.filter((row) => isBefore(selection.sort, row, stoppedAt)) : rows,
    stoppedAt,
  }
}

/** The newest public articles. */
export async function findNewest(db: Queries, at: Instant, limit: number): Promise<FoundRow[]> {
  const all = { groups: [[everything]], excluded: [], published: {}, updated: {} }
  return (await findPage(db, { at, sort: '-publishedAt', ...all }, null, limit)).rows
}

/** How many articles a selection holds, counted up to `examinedMax`. */
export async function countSelected(db: Queries, selection: Selection): Promise<number> {
  const search = await searchOf(db, selection, beginOf(selection), examinedMax)
  const [row] = await countQuery(db, selection.sort, { ...search, share: examinedMax })
  return row?.count ?? 0
}

/** A selection made ready to be walked. */
interface Search extends Omit<Selection, 'groups' | 'sort'> {
  /** The terms whose ranges are walked. */
  readonly driving: readonly string[]
  readonly others: readonly (readonly string[])[]
  readonly begin: Place
  /** Rows that are looked at for each term. */
  readonly share: number
  readonly limit: number
}

async function searchOf(db: Queries, selection: Selection, begin: Place, limit: number): Promise<Search> {
  const { groups, sort: _, ...conditions } = selection
  const chosen = await chooseDriving(db, groups)
  return { ...conditions, ...chosen, begin, limit, share: Math.ceil(examinedMax / chosen.driving.length) }
}

/** Bodies are the larger half of what is stored, and lists seldom show them. */
const pageWithBodies = shapedStatement<Search, FoundRow>((sort, search) =>
  pageQuery(sort, search, sql`rendition.body`),
)
const pageWithoutBodies = shapedStatement<Search, FoundRow>((sort, search) =>
  pageQuery(sort, search, sql`null as body`),
)

function pageQuery(sort: string, search: Search, body: RawBuilder<unknown>): RawBuilder<FoundRow> {
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

const countQuery = shapedStatement<Search, { count: number }>(
  (sort, search) => sql`
    select count(*) as count from (
      select distinct publication_id from (${candidates(sort, search)}) limit ${search.limit})`,
)

/** Where the first of the walks ended for having looked at its share; no row if all came to the end of their range. */
const stopQuery = shapedStatement<Search, Place>((sort, search) => {
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
function walk(sort: string, { begin, published, updated }: Search, term: string) {
  const { name, column, direction, behind } = orderOf(sort)
  const bounds = within(column, name === 'published_at' ? published : updated)
  return sql`
    select publication_id, published_at, updated_at from publication_term
    where term = ${term} and (${column}, publication_id) ${behind} (${begin.value}, ${begin.id})
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
  }
}

/** Before everything that can be public at the moment. */
const beginOf = ({ sort, at }: Selection): Place =>
  sorts[sort].descending ? { value: at, id: '~' } : { value: '', id: '' }

function isBefore(sort: Sort, row: FoundRow, place: Place): boolean {
  const value = row[sorts[sort].column]
  if (value === place.value && row.id === place.id) return true
  const isSmaller = value < place.value || (value === place.value && row.id < place.id)
  return sorts[sort].descending ? !isSmaller : isSmaller
}

/** Beyond this, a group is as good as any other to walk. */
const countedMax = 2_000

/** The group with the fewest rows, to be walked; the others are looked up. */
async function chooseDriving(db: Queries, groups: readonly (readonly string[])[]) {
  const [first = [], ...rest] = groups
  if (rest.length === 0) return { driving: first, others: [] }
  const counts: number[] = []
  for (const terms of groups) {
    const [row] = await sizeQuery(db, '', { terms, limit: countedMax })
    counts.push(row?.count ?? 0)
  }
  const index = counts.indexOf(Math.min(...counts))
  return { driving: groups[index] ?? first, others: groups.filter((_, other) => other !== index) }
}

const sizeQuery = shapedStatement<{ terms: readonly string[]; limit: number }, { count: number }>(
  (_, { terms, limit }) => sql`
    select count(*) as count from (select 1 from publication_term where term in (${sql.join(terms)}) limit ${limit})`,
)
