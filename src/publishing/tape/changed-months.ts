import { sql } from 'kysely'
import { padded, statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'

interface Between {
  /** Exclusive. */
  readonly after: Instant
  readonly at: Instant
}

/** Changes that are looked at, whether of one article or of many. */
const changesMax = 1_000

/**
 * The months, `yyyy-mm`, of the editorial dates that articles have or had which became public, or stopped being so,
 * between two moments; null if there have been too many changes to ask for.
 */
export async function changedMonths(db: Queries, between: Between): Promise<string[] | null> {
  const changes = await changesOf(db, { ...between, limit: changesMax + 1 })
  if (changes.length > changesMax) return null
  if (changes.length === 0) return []
  const ids = padded([...new Set(changes.map(({ id }) => id))])
  return (await monthsOf(db, { ids })).map(({ month }) => month)
}

/**
 * The article of each change, up to the limit in each of the two tables: sorting out equal ones would read them all. What
 * is due has no entry in the tape for some milliseconds.
 */
const changesOf = statement<Between & { limit: number }, { id: string }>(
  (_, { after, at, limit }) => sql`
    select id from (
      select subject as id from tape where collection = 'articles' and at > ${after} and at <= ${at} limit ${limit}
    ) as recorded
    union all
    select id from (
      select publication.document_id as id from due join publication on publication.id = due.publication_id
      where due.collection = 'articles' and due.at > ${after} and due.at <= ${at} limit ${limit}
    ) as not_recorded`,
)

const monthsOf = statement<{ ids: readonly string[] }, { month: string }>(
  (_, { ids }) => sql`
    select distinct substr(published_at, 1, 7) as month from publication where document_id in (${sql.join(ids)})`,
)
