import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Kind } from '../kind.ts'
import { renditionOf, type StoredRendition, storeRendition } from './rendition.ts'
import { storeTerms } from './terms.ts'

/** All derived data of a publication. Within one `derivation` number of its kind it is always the same. */
export interface Derived {
  readonly rendition: StoredRendition
  /** Without duplicates. */
  readonly terms: readonly string[]
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
  }
}

/** Replaces the derived data of a publication. Returns whether anything changed. */
export async function storeDerived(
  tx: Queries,
  publication: PublicationRow,
  { rendition, terms }: Derived,
): Promise<boolean> {
  const differs = [
    await storeRendition(tx, publication.id, rendition),
    await storeTerms(tx, publication, terms),
  ]
  return differs.includes(true)
}
