import type { Queries } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import type { PublicationRow } from './publications.ts'

/** The term of every publication that has any. */
export const everything = '*'

export const referenceTerm = (kind: ReferenceKind, key: string): string => `${kind}:${key}`

/** Makes a publication findable by its terms, from the moment when it is visible. */
export async function addTerms(
  tx: Queries,
  publication: PublicationRow,
  terms: readonly string[],
): Promise<void> {
  if (terms.length === 0) return
  const { id, published_at, updated_at } = publication
  const rows = terms.map((term) => ({ term, published_at, updated_at, publication_id: id }))
  await tx.insertInto('publication_term').values(rows).execute()
}

/** Takes back the terms of a publication that will not be. */
export async function removeTerms(
  tx: Queries,
  publication: PublicationRow,
  terms: readonly string[],
): Promise<void> {
  if (terms.length === 0) return
  await tx
    .deleteFrom('publication_term')
    .where('term', 'in', terms)
    .where('published_at', '=', publication.published_at)
    .where('publication_id', '=', publication.id)
    .execute()
}

/** True if any publication, past ones included, has the term. */
export async function isUsed(tx: Queries, term: string): Promise<boolean> {
  const row = await tx
    .selectFrom('publication_term')
    .select('term')
    .where('term', '=', term)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
