import type { Queries } from '../db/database.ts'
import type { DocumentKind, ReferenceKind } from '../db/tables.ts'
import { documentsLinkingTo } from '../publishing/documents/links.ts'
import { pathSegment } from './names.ts'
import { referencesLinkingTo, type Target } from './put-store.ts'

const segments: Record<ReferenceKind, string> = {
  entity: 'entities',
  instrument: 'instruments',
  topic: 'topics',
  'disclaimer-rule': 'disclaimer-rules',
}

/** Relative URL of a reference on the desk. */
export const deskPathOf = ({ kind, key }: Target): string => `/admin/v1/${segments[kind]}/${pathSegment(key)}`

/** What refers to a reference: another reference by its key, or a document by its id. */
export interface Use {
  readonly kind: ReferenceKind | DocumentKind
  readonly key: string
  /** Place in the list: when the document was created, and its id; behind the documents, kind and key of references. */
  readonly place: readonly [string, string]
}

/** `kind/key` of a reference, the id of a document. */
export const nameOfUse = ({ kind, key }: Use): string =>
  kind === 'article' || kind === 'product-menu' || kind === 'disclaimer' ? key : `${kind}/${key}`

/**
 * Documents whose newest revision refers to the target, or any of their publications, pending and past ones included,
 * in the order of their creation; then references that refer to it now. After a place.
 */
export async function usesOf(
  db: Queries,
  { kind, key }: Target,
  { after, limit }: { readonly after: readonly [string, string]; readonly limit: number },
): Promise<Use[]> {
  const wanted = { target: { kind, key }, after, limit }
  const documents = await documentsLinkingTo(db, wanted)
  // An instant begins with a digit and a kind with a letter, so one comparison serves both.
  const references = documents.length < limit ? await referencesLinkingTo(db, wanted) : []
  return [
    ...documents.map((one): Use => ({ kind: one.kind, key: one.id, place: [one.created_at, one.id] })),
    ...references.map((one): Use => ({ ...one, place: [one.kind, one.key] })),
  ].slice(0, limit)
}
