import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Queries } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { examinedMax } from '../http/parameters/page.ts'
import type { Instant } from '../values/time.ts'
import type { EventFilter } from './filter.ts'
import type { TapeEvent } from './schema.ts'

/** A part of the tape. */
export interface TapeRange {
  readonly after: number
  /** Entries that are examined, at most. */
  readonly examined?: number
  readonly limit: number
  readonly filter: EventFilter
}

/** An entry as it is stored. */
export interface Entry extends Omit<TapeEvent, 'data'> {
  /** The publication that it concerns; null for references. */
  readonly publicationId: string | null
}

/**
 * Entries after a `seq`, oldest first. `next` is the `seq` from which to continue; it is the head if `isAtHead`, as far
 * as its entries have come to pass.
 */
export async function list(db: Queries, at: Instant, range: TapeRange) {
  const { after, limit, filter, examined = examinedMax } = range
  const examinedTo = await examinedUpTo(db, at, after, examined)
  let query = db
    .selectFrom('tape')
    .select([
      ...(['seq', 'type', 'at', 'recorded_at as recordedAt', 'subject', 'version'] as const),
      'publication_id as publicationId',
    ])
    .where('seq', '>', after)
    .where('seq', '<=', examinedTo)
    .orderBy('seq')
    .limit(limit)
  if (filter.types) query = query.where('type', 'in', filter.types)
  for (const terms of filter.groups) query = query.where((builder) => hasOneOf(builder, terms))
  const entries = (await query.execute()) as Entry[]
  const isFull = entries.length === limit
  return {
    entries,
    next: isFull ? (entries.at(-1)?.seq ?? examinedTo) : examinedTo,
    isAtHead: !isFull && examinedTo < after + examined,
  }
}

/** Of no term is there a publication: what was asked for has no reference. */
const hasOneOf = (
  { exists, lit, selectFrom }: ExpressionBuilder<Tables, 'tape'>,
  terms: readonly string[],
): Expression<SqlBool> =>
  terms.length === 0
    ? lit(false)
    : exists(
        selectFrom('publication')
          .innerJoin('publication_term', (join) =>
            join
              .onRef('publication_term.published_at', '=', 'publication.published_at')
              .onRef('publication_term.publication_id', '=', 'publication.id'),
          )
          .select('publication.id')
          .whereRef('publication.id', '=', 'tape.publication_id')
          .where('publication_term.term', 'in', terms),
      )

/** The terms of publications, by their ids. */
export async function listTerms(
  db: Queries,
  publications: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const terms = new Map<string, Set<string>>()
  const rows =
    publications.length === 0
      ? []
      : await db
          .selectFrom('publication_term')
          .select(['publication_id', 'term'])
          .where('publication_id', 'in', publications)
          .execute()
  for (const { publication_id, term } of rows)
    terms.set(publication_id, (terms.get(publication_id) ?? new Set()).add(term))
  return terms
}

/** The number of the newest entry, leaving out what a command beside the server has dated ahead; 0 if there is none. */
export async function headAt(db: Queries, at: Instant): Promise<number> {
  const row = await db
    .selectFrom('tape')
    .select('seq')
    .where('at', '<=', at)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** The moment of the entry after a `seq`, which may lie in the future; null at the end of the tape. */
export async function momentAfter(db: Queries, after: number): Promise<Instant | null> {
  const row = await db
    .selectFrom('tape')
    .select('at')
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row?.at ?? null
}

/** Excludes future entries, which a command-line tool beside the server may have appended. */
async function examinedUpTo(db: Queries, at: Instant, after: number, examined: number): Promise<number> {
  const row = await db
    .selectFrom('tape')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .where('seq', '<=', after + examined)
    .where('at', '<=', at)
    .executeTakeFirst()
  return Math.max(row?.seq ?? 0, after)
}
