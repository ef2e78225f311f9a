import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Kind } from '../kind.ts'
import { renditionOf, type StoredRendition, storeRendition } from './rendition.ts'
import { storeTerms } from './terms.ts'

/** All that is derived of a publication. Within one number of its kind's `derivation` it never differs. */
export interface Derived {
  readonly rendition: StoredRendition
  /** Each once. */
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

/** Puts it in the place of what the publication has. Returns whether anything differs from that. */
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
