import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { PublicationRow, ReferenceKind, Tables } from '../../db/tables.ts'

/** A term that every publication with terms has. */
export const everything = '*'

export const referenceTerm = (kind: ReferenceKind, key: string): string => `${kind}:${key}`

type TermRow = Tables['publication_term']

/** Replaces the terms of a publication. Returns whether anything changed. */
export async function storeTerms(
  tx: Queries,
  { id, published_at, updated_at }: PublicationRow,
  terms: readonly string[],
): Promise<boolean> {
  const missing = new Set(terms)
  const stale: TermRow[] = []
  for (const row of await keptTerms(tx, id)) {
    const isInPlace = row.published_at === published_at && row.updated_at === updated_at
    if (!isInPlace || !missing.delete(row.term)) stale.push(row)
  }
  for (const row of stale) await deleteTerm(tx, row)
  if (missing.size > 0)
    await insertTerms(tx, {
      terms: [...missing],
      place: { published_at, updated_at, publication_id: id },
    })
  return stale.length + missing.size > 0
}

export const keptTerms = (db: Queries, publicationId: string): Promise<TermRow[]> =>
  termRows(db, { publicationId })

const termRows = statement((db, { publicationId }: { publicationId: string }) =>
  db.selectFrom('publication_term').selectAll().where('publication_id', '=', publicationId),
)

const insertTerms = statement<{ terms: readonly string[]; place: Omit<TermRow, 'term'> }, never>(
  (_, { terms, place }) =>
    sql`insert into publication_term (term, published_at, updated_at, publication_id) values ${sql.join(
      terms.map(
        (term) => sql`(${term}, ${place.published_at}, ${place.updated_at}, ${place.publication_id})`,
      ),
    )}`,
)

const deleteTerm = statement((db, { term, published_at, publication_id }: TermRow) =>
  db
    .deleteFrom('publication_term')
    .where('term', '=', term)
    .where('published_at', '=', published_at)
    .where('publication_id', '=', publication_id),
)

/** Removes the terms of a cancelled publication. */
export async function removeTerms(tx: Queries, publicationId: string): Promise<void> {
  await tx.deleteFrom('publication_term').where('publication_id', '=', publicationId).execute()
}
