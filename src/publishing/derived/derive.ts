import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { type LinkSource, storeLinks } from '../documents/links.ts'
import type { Kind, Target } from '../kind.ts'
import { renditionOf, type StoredRendition, storeRendition } from './rendition.ts'
import { removeTerms, storeTerms } from './terms.ts'

/** All derived data of a publication. Within one `derivation` number of its kind it is always the same. */
export interface Derived {
  readonly rendition: StoredRendition
  /** Without duplicates. */
  readonly terms: readonly string[]
  readonly links: readonly Target[]
}

/** Throws 422 `unknown-reference`. */
export async function derive<Content>(
  db: Queries,
  kind: Kind<Content>,
  publication: PublicationRow,
  content: Content,
): Promise<Derived> {
  return {
    rendition: await renditionOf(db, kind, publication, content),
    terms: [...new Set(kind.termsOf(content))],
    links: kind.linksOf?.(content) ?? [],
  }
}

/** Replaces the derived data of a publication. Returns whether anything changed. */
export async function storeDerived(
  tx: Queries,
  publication: PublicationRow,
  { rendition, terms, links }: Derived,
): Promise<boolean> {
  const differs = [
    await storeRendition(tx, publication.id, rendition),
    await storeTerms(tx, publication, terms),
    await storeLinks(tx, linkSourceOf(publication), links),
  ]
  return differs.includes(true)
}

export const linkSourceOf = ({ id, document_id }: PublicationRow): LinkSource => ({
  documentId: document_id,
  publicationId: id,
})

/** Removes the derived data of a cancelled publication, except its rendition, which goes with the row. */
export async function removeDerived(tx: Queries, publication: PublicationRow): Promise<void> {
  await removeTerms(tx, publication.id)
  await storeLinks(tx, linkSourceOf(publication), [])
}
