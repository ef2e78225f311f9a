import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'

const batch = 500

/** Filters ids to those of existing articles, drafts included, that are neither discarded nor retracted. */
export async function filterLinkable(db: Queries, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (let start = 0; start < ids.length; start += batch) {
    const rows = await db
      .selectFrom('document')
      .leftJoin('retraction', 'retraction.document_id', 'document.id')
      .select('document.id')
      .where('document.kind', '=', 'article')
      .where('document.id', 'in', ids.slice(start, start + batch))
      .where('document.discarded_at', 'is', null)
      .where('retraction.document_id', 'is', null)
      .execute()
    for (const row of rows) found.add(row.id)
  }
  return found
}

const menusMax = 500

/** Menus visible at or pending after the moment, with their content; at most 500. */
export const presentAndComing = (db: Queries, at: Instant) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(['publication.document_id', 'publication.visible_from', 'rendition.content'])
    .where('publication.kind', '=', 'product-menu')
    .where((row) =>
      row.or([row('publication.visible_until', 'is', null), row('publication.visible_until', '>', at)]),
    )
    .orderBy('publication.id')
    .limit(menusMax)
    .execute()
