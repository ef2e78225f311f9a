import { sql } from 'kysely'
import { hasNoTerm } from '../articles/blocked.ts'
import { statement } from '../db/compiled.ts'
import { everPublicAt, publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'

/** A place among the versions of a month, by editorial date, article and begin. */
export interface Place {
  readonly published: Instant
  readonly id: string
  readonly begin: Instant
}

interface Slice extends Place {
  readonly at: Instant
  /** Terms that no listed article has, such as those of what is blocked in a jurisdiction. */
  readonly without: readonly string[]
  /** Exclusive. */
  readonly end: string
  /** Versions that are examined, public or ended. */
  readonly examined: number
}

/** Before every version of the month. */
export const beginOf = (month: string): Place => ({ published: month, id: '', begin: '' })

/** Greater than every instant of the month. */
export const endOf = (month: string): string => `${month}-32`

/** The first month, from a date on, in which an article is or was public. */
export const nextMonth = statement<{ at: Instant; from: string }, { month: string }>(
  (_, { at, from }) => sql`
    select substr(published_at, 1, 7) as month from publication
    where kind = 'article' and ${everPublicAt(at)} and published_at >= ${from}
    order by published_at limit 1`,
)

/** The versions behind a place. Ended ones count, so that no number of them makes a query long. */
const examinedIn = ({ at, published, id, begin, end, examined }: Omit<Slice, 'without'>) => sql`
  kind = 'article' and ${everPublicAt(at)}
    and (published_at, document_id, visible_from) > (${published}, ${id}, ${begin}) and published_at < ${end}
  order by published_at, document_id, visible_from limit ${examined}`

interface CountedSlice {
  readonly listed: number
  readonly examined: number
  /** The place of the last version, its parts joined by spaces; null if there is none. */
  readonly last: string | null
}

/** How many articles are listed of a slice. */
export const sliceOf = statement<Slice, CountedSlice>(
  (_, { at, without, ...slice }) => sql`
    select count(case when is_listed then 1 end) as listed, count(*) as examined,
      max(published_at || ' ' || document_id || ' ' || visible_from) as last
    from (
      select published_at, document_id, visible_from,
        ${publicAt(at)} and ${hasNoTerm(without)} as is_listed
      from publication where ${examinedIn({ at, ...slice })}) as slice`,
)

export interface SitemapRow {
  readonly id: string
  readonly slug: string
  readonly changed: Instant
  readonly traits: string
}

/** The listed articles of a slice. */
export const rowsOf = statement<Slice, SitemapRow>(
  (_, { at, without, ...slice }) => sql`
    select document_id as id, name as slug, visible_from as changed, rendition.traits
    from (
      select id as publication_id, document_id, name, published_at, visible_from,
        ${publicAt(at)} and ${hasNoTerm(without)} as is_listed
      from publication where ${examinedIn({ at, ...slice })}) as slice
    join rendition on rendition.publication_id = slice.publication_id
    where is_listed order by published_at, document_id`,
)
