import { statement } from '../db/compiled.ts'
import { publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'

const columns = [
  'publication.document_id',
  'publication.name',
  'publication.version',
  'publication.visible_from',
  'publication.visible_until',
  'rendition.content',
] as const

/** The menu with this key, if public at the moment: zero or one row. */
export const findByKey = statement((db, { key, at }: { key: string; at: Instant }) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(columns)
    .where('publication.kind', '=', 'product-menu')
    .where('publication.name', '=', key)
    .where(publicAt(at))
    .limit(1),
)

/** Public menus with keys after `after`, ordered by key. */
export const list = statement((db, { after, at, limit }: { after: string; at: Instant; limit: number }) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(columns)
    .where('publication.kind', '=', 'product-menu')
    .where('publication.name', '>', after)
    .where(publicAt(at))
    .orderBy('publication.name')
    .limit(limit),
)
