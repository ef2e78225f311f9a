import type { Queries } from '../../db/database.ts'
import { allSettled } from '../../db/settled.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { type SearchDocument, searchDocument } from '../../search/document.ts'
import { type LinkSource, storeLinks } from '../documents/links.ts'
import type { Kind, Target } from '../kind.ts'
import { type StoredRendition, storeRendition, toStored } from './rendition.ts'
import { removeSearch, storeSearch } from './search.ts'
import { removeTerms, storeTerms } from './terms.ts'

/** All derived data of a publication. Within one `derivation` number of its kind it is always the same. */
export interface Derived {
  readonly rendition: StoredRendition
  /** Without duplicates. */
  readonly terms: readonly string[]
  readonly links: readonly Target[]
  /** Null if the kind is not searched. */
  readonly search: SearchDocument | null
}

/** Throws 422 `unknown-reference`. */
export async function derive<Content>(
  db: Queries,
  kind: Kind<Content>,
  publication: PublicationRow,
  content: Content,
): Promise<Derived> {
  const rendition = await kind.render(db, publication, content)
  const terms = [...new Set(kind.termsOf(content))]
  const { fields, locale = '' } = rendition.search ?? {}
  return {
    rendition: toStored(rendition),
    terms,
    links: kind.linksOf?.(content) ?? [],
    search: fields ? searchDocument(fields, locale, terms, publication) : null,
  }
}

/** Replaces the derived data of a publication. Returns whether anything changed. */
export async function storeDerived(
  tx: Queries,
  publication: PublicationRow,
  { rendition, terms, links, search }: Derived,
): Promise<boolean> {
  const differs = await allSettled([
    storeRendition(tx, publication.id, rendition),
    storeTerms(tx, publication, terms),
    storeLinks(tx, linkSourceOf(publication), links),
    storeSearch(tx, publication, search),
  ])
  return differs.includes(true)
}

export const linkSourceOf = ({ id, document_id }: PublicationRow): LinkSource => ({
  documentId: document_id,
  publicationId: id,
})

/** Removes the derived data of a cancelled publication, except its rendition, which goes with the row. */
export async function removeDerived(tx: Queries, publication: PublicationRow): Promise<void> {
  await removeTerms(tx, publication.id)
  await removeSearch(tx, publication)
  await storeLinks(tx, linkSourceOf(publication), [])
}
