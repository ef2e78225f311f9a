import { sql } from 'kysely'
import { padded, statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import { publicAt } from '../../publishing/view.ts'
import type { Instant } from '../../values/time.ts'

/** Contents and traits of those publications that are public at the moment. */
export const readContents = async (db: Queries, ids: readonly string[], at: Instant) =>
  ids.length === 0 ? [] : contentQuery(db, { ids: padded(ids), at })

/** Bodies of those publications that are public at the moment. Separate, because they are large and rarely listed. */
export async function readBodies(
  db: Queries,
  ids: readonly string[],
  at: Instant,
): Promise<Map<string, Buffer | null>> {
  if (ids.length === 0) return new Map()
  const rows = await bodyQuery(db, { ids: padded(ids), at })
  return new Map(rows.map(({ id, body }) => [id, body]))
}

/** Bytes of the content and the body of those publications that are public at the moment. */
export const readSizes = async (db: Queries, ids: readonly string[], at: Instant) =>
  ids.length === 0 ? [] : sizeQuery(db, { ids: padded(ids), at })

interface Asked {
  readonly ids: readonly string[]
  readonly at: Instant
}

const contentQuery = statement<Asked, { id: string; content: Buffer; traits: string }>(
  (_, { ids, at }) => sql`
    select publication.id, rendition.content, rendition.traits
    from publication join rendition on rendition.publication_id = publication.id
    where publication.id in (${sql.join(ids)}) and ${publicAt(at)}`,
)

/** Sizes in bytes. The length of a BLOB is stored beside it, so its bytes are not read. */
const sizeQuery = statement<Asked, { id: string; content: number; body: number }>(
  (_, { ids, at }) => sql`
    select publication.id, length(rendition.content) as content, coalesce(length(rendition.body), 0) as body
    from publication join rendition on rendition.publication_id = publication.id
    where publication.id in (${sql.join(ids)}) and ${publicAt(at)}`,
)

const bodyQuery = statement<Asked, { id: string; body: Buffer | null }>(
  (_, { ids, at }) => sql`
    select publication.id, rendition.body
    from publication join rendition on rendition.publication_id = publication.id
    where publication.id in (${sql.join(ids)}) and ${publicAt(at)}`,
)
