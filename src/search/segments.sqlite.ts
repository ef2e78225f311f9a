import { sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { Segments } from './search-index.ts'

/** Pages of 4 KB that a step writes, which takes 3 ms. */
const stepPages = 128

const countAll = statement<object, { segments: number }>(
  () => sql`
    with recursive segment (id) as (
      select min(segid) from search_index_idx
      union all
      select (select min(segid) from search_index_idx where segid > segment.id) from segment
      where segment.id is not null
    )
    select count(id) as segments from segment`,
)

const merge = statement<{ pages: number }, never>(
  (_, { pages }) => sql`insert into search_index (search_index, rank) values ('merge', ${pages})`,
)

const countChanges = statement<object, { count: number }>(() => sql`select total_changes() as count`)

const changesOf = async (tx: Queries): Promise<number> => (await countChanges(tx, {}))[0]?.count ?? 0

export const fileSegments: Segments = {
  count: async (db) => (await countAll(db, {}))[0]?.segments ?? 0,
  async merge(tx, { isFirst }) {
    const before = await changesOf(tx)
    // A negative number takes in all segments, a positive one goes on with them.
    await merge(tx, { pages: isFirst ? -stepPages : stepPages })
    // The command itself counts as one.
    return (await changesOf(tx)) - before > 1
  },
}
