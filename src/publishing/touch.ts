import { type CacheTag, type Collection, epochsKept, everyTag } from '../db/cache-tags.ts'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import { allSettled } from '../db/settled.ts'
import type { DocumentKind } from '../db/tables.ts'

/**
 * Raises the epoch, and records what the write has touched, so that cached answers made from it are dropped. Required in
 * every write that can alter a public answer, now or later. An answer without tags is dropped whatever is touched.
 */
export async function touch(tx: Queries, tags: readonly CacheTag[]): Promise<void> {
  const isTagged = tags.length > 0
  await allSettled([raiseEpoch(tx, {}), isTagged && insertTags(tx, { tags }), isTagged && forget(tx, {})])
}

/** For what alters stored bytes themselves. */
export const touchEverything = (tx: Queries): Promise<void> => touch(tx, [everyTag])

export const touchDocument = (
  tx: Queries,
  { kind, id }: { readonly kind: DocumentKind; readonly id: string },
): Promise<void> => touch(tx, [id, collectionOf[kind]])

const collectionOf: Record<DocumentKind, Collection> = {
  article: 'articles',
  'product-menu': 'menus',
  disclaimer: 'disclaimers',
}

const raiseEpoch = statement((db) =>
  db.updateTable('store_state').set((row) => ({ epoch: row('epoch', '+', 1) })),
)

const insertTags = statement((db, { tags }: { tags: readonly CacheTag[] }) =>
  db
    .insertInto('touched_tag')
    .values(tags.map((tag) => ({ tag, epoch: db.selectFrom('store_state').select('epoch') }))),
)

const forget = statement((db) =>
  db
    .deleteFrom('touched_tag')
    .where('epoch', '<=', (where) =>
      where.selectFrom('store_state').select(({ eb, lit }) => eb('epoch', '-', lit(epochsKept)).as('oldest')),
    ),
)
