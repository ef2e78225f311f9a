import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Instant } from '../../values/time.ts'

const textsMax = 400

/** Texts of a disclaimer key, in every language, visible at or pending after the moment; at most 400. */
export const presentAndComing = statement((db, { key, at }: { key: string; at: Instant }) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(['publication.visible_from', 'publication.visible_until', 'rendition.content'])
    .where('publication.kind', '=', 'disclaimer')
    .where('publication.name', '=', key)
    .where(sql<boolean>`(publication.visible_until is null or publication.visible_until > ${at})`)
    .limit(textsMax),
)
