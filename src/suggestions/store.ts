import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { everPublicAt, publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'

/** Words of references from one to another, both included, in the order of their bytes. */
export interface WordRange {
  readonly from: string
  readonly to: string
}

interface Wanted {
  readonly kind: ReferenceKind
  readonly first: WordRange
  /** A reference needs a word in each of these too. */
  readonly others: readonly WordRange[]
}

const inRange = ({ from, to }: WordRange): RawBuilder<SqlBool> =>
  sql`named.word >= ${from} and named.word <= ${to}`

/** A value and not `exists`, for which an engine may join the tables and lose the order of the rows. */
const hasAll = (ranges: readonly WordRange[]): RawBuilder<SqlBool> =>
  sql.join(
    [
      sql`true`,
      ...ranges.map(
        (range) => sql`1 = (
        select 1 from reference_word as named
        where named.kind = found.kind and named.key = found.key and ${inRange(range)} limit 1)`,
      ),
    ],
    sql` and `,
  )

/** Those of the keys whose names have all of the words. */
export const matchingAmong = statement<Wanted & { readonly keys: readonly string[] }, { key: string }>(
  (_, { kind, keys, first, others }) => sql`
    select distinct found.key from reference_word as found
    where found.kind = ${kind} and found.key in (${sql.join(keys)}) and ${hasAll([first, ...others])}`,
)

/**
 * References whose names have all of the words, and that a public article names or has named, in the order of their first
 * word and key; of so many rows of the first word. What is not public yet takes no place of another.
 */
export const matchingAny = statement<Wanted & Bounds, { key: string }>(
  (_, { kind, prefix, first, others, at, examined, limit }) => sql`
    select found.key from (
      select named.kind, named.word, named.key from reference_word as named
      where named.kind = ${kind} and ${inRange(first)}
      order by named.word, named.key limit ${examined}) as found
    where ${hasAll(others)} and 1 = (
      select 1 from publication_term
      join publication on publication.id = publication_term.publication_id
      where publication_term.term = ${prefix} || found.key and ${everPublicAt(at)} limit 1)
    limit ${limit}`,
)

interface Bounds {
  /** What stands before the key in a term. */
  readonly prefix: string
  readonly at: Instant
  readonly examined: number
  readonly limit: number
}

/** Terms in the order in which the newest public articles have most of them; `examined` counts ended versions too. */
export const mostNamed = statement<Counted, { term: string }>(
  (_, { at, from, to, examined, counted, limit }) => sql`
    select publication_term.term from (
      select id from (
        select publication.id, ${publicAt(at)} as is_public from publication
        where publication.kind = 'article' and publication.published_at <= ${at} and ${everPublicAt(at)}
        order by publication.published_at desc, publication.document_id desc limit ${examined}) as examined
      where is_public limit ${counted}) as newest
    join publication_term on publication_term.publication_id = newest.id
    where publication_term.term >= ${from} and publication_term.term < ${to}
    group by publication_term.term order by count(*) desc, publication_term.term limit ${limit}`,
)

interface Counted {
  readonly at: Instant
  readonly from: string
  readonly to: string
  readonly examined: number
  readonly counted: number
  readonly limit: number
}
