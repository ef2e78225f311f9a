import type { Queries } from '../db/database.ts'
import type { DocumentKind, ReferenceKind } from '../db/tables.ts'
import { documentsLinkingTo } from '../publishing/documents/links.ts'
import { referencesLinkingTo, type Target } from './put-store.ts'

/** What refers to a reference: another reference by its key, or a document by its id. */
export interface Use {
  readonly kind: ReferenceKind | DocumentKind
  readonly key: string
}

/** `kind/key` of a reference, the id of a document. */
export const nameOfUse = ({ kind, key }: Use): string =>
  kind === 'article' || kind === 'product-menu' || kind === 'disclaimer' ? key : `${kind}/${key}`

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/**
 * References that refer to the target now, and documents whose newest revision does, or any of their publications,
 * pending and past ones included. After a kind and a key, in this order.
 */
export async function usesOf(
  db: Queries,
  target: Target,
  { after, limit }: { readonly after: readonly [kind: string, key: string]; readonly limit: number },
): Promise<Use[]> {
  const wanted = { target: { kind: target.kind, key: target.key }, after, limit }
  const uses: Use[] = [...(await referencesLinkingTo(db, wanted)), ...(await documentsLinkingTo(db, wanted))]
  return uses.sort((one, other) => byText(one.kind, other.kind) || byText(one.key, other.key)).slice(0, limit)
}
