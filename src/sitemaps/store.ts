import { sql } from 'kysely'
import { hasNoTerm } from '../articles/blocked.ts'
import { statement } from '../db/compiled.ts'
import { publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'

interface Asked {
  readonly at: Instant
  /** Terms that no article has, such as those of what is blocked in a jurisdiction. */
  readonly without: readonly string[]
}

/** A place among the articles of a month, by editorial date and id. */
export interface Place {
  readonly published: Instant
  readonly id: string
}

interface Slice extends Asked, Place {
  /** Exclusive. */
  readonly end: string
  readonly limit: number
}

/** Greater than every instant of the month. */
export const endOf = (month: string): string => `${month}-32`

/** The first month, from a date on, in which an article is public. */
export const nextMonth = statement<Asked & { from: string }, { month: string }>(
  (_, { at, from, without }) => sql`
    select substr(published_at, 1, 7) as month from publication
    where kind = 'article' and ${publicAt(at)} and published_at >= ${from} and ${hasNoTerm(without)}
    order by published_at limit 1`,
)

export interface CountedSlice {
  readonly count: number
  /** The latest begin of a version. */
  readonly changed: Instant | null
  readonly published: Instant | null
  /** Editorial date and id of the last article, joined. */
  readonly last: string | null
}

/** How many articles follow a place, up to the limit. Read from an index alone. */
export const sliceOf = statement<Slice, CountedSlice>(
  (_, { at, without, published, id, end, limit }) => sql`
    select count(*) as count, max(visible_from) as changed, max(published_at) as published,
      max(published_at || document_id) as last
    from (
      select published_at, document_id, visible_from from publication
      where kind = 'article' and ${publicAt(at)} and ${behind({ published, id, end })} and ${hasNoTerm(without)}
      order by published_at, document_id limit ${limit}) as slice`,
)

const behind = ({ published, id, end }: Pick<Slice, 'published' | 'id' | 'end'>) =>
  sql`(published_at, document_id) > (${published}, ${id}) and published_at < ${end}`

export interface SitemapRow {
  readonly id: string
  readonly slug: string
  readonly changed: Instant
  readonly traits: string
}

/** The articles that follow a place. */
export const rowsOf = statement<Slice, SitemapRow>(
  (_, { at, without, published, id, end, limit }) => sql`
    select document_id as id, name as slug, visible_from as changed, rendition.traits
    from publication join rendition on rendition.publication_id = publication.id
    where kind = 'article' and ${publicAt(at)} and ${behind({ published, id, end })} and ${hasNoTerm(without)}
    order by published_at, document_id limit ${limit}`,
)
