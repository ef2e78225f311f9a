import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'

interface Between {
  /** Exclusive. */
  readonly after: Instant
  readonly at: Instant
}

const documentsMax = 500

/**
 * The months, `yyyy-mm`, of the editorial dates that articles have or had which became public, or stopped being so,
 * between two moments; null if there are too many to ask for.
 */
export async function changedMonths(db: Queries, between: Between): Promise<string[] | null> {
  const changed = await changedArticles(db, { ...between, limit: documentsMax + 1 })
  if (changed.length > documentsMax) return null
  if (changed.length === 0) return []
  return (await monthsOf(db, { ids: changed.map(({ id }) => id) })).map(({ month }) => month)
}

/** What is due has no entry in the tape for some milliseconds. */
const changedArticles = statement<Between & { limit: number }, { id: string }>(
  (_, { after, at, limit }) => sql`
    select subject as id from tape where collection = 'articles' and at > ${after} and at <= ${at}
    union
    select publication.document_id as id from due join publication on publication.id = due.publication_id
    where due.collection = 'articles' and due.at > ${after} and due.at <= ${at}
    limit ${limit}`,
)

const monthsOf = statement<{ ids: readonly string[] }, { month: string }>(
  (_, { ids }) => sql`
    select distinct substr(published_at, 1, 7) as month from publication where document_id in (${sql.join(ids)})`,
)
