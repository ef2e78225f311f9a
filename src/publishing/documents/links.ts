import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { DocumentKind } from '../../db/tables.ts'
import type { Target } from '../kind.ts'

/** The content that has links: that of a publication or, if `publicationId` is empty, of the newest revision. */
export interface LinkSource {
  readonly kind: DocumentKind
  readonly documentId: string
  readonly publicationId: string
}

export const newestRevisionOf = (kind: DocumentKind, documentId: string): LinkSource => ({
  ...{ kind, documentId },
  publicationId: '',
})

/** Replaces the links of a content. Returns whether anything changed. */
export async function storeLinks(
  tx: Queries,
  source: LinkSource,
  targets: readonly Target[],
): Promise<boolean> {
  const missing = new Map(targets.map(({ kind, key }) => [`${kind} ${key}`, { kind, key }]))
  const kept = await linksOf(tx, source)
  const stale = kept.filter(({ kind, key }) => !missing.delete(`${kind} ${key}`))
  for (const target of stale) await deleteLink(tx, { ...source, target })
  if (missing.size > 0) await insertLinks(tx, { ...source, targets: [...missing.values()] })
  return stale.length + missing.size > 0
}

export const linksOf = statement<LinkSource, Target>(
  (_, { documentId, publicationId }) => sql`
    select target_kind as kind, target_key as "key" from document_link
    where document_id = ${documentId} and publication_id = ${publicationId}`,
)

const deleteLink = statement<LinkSource & { target: Target }, never>(
  (_, { kind, documentId, publicationId, target }) => sql`
    delete from document_link
    where target_kind = ${target.kind} and target_key = ${target.key} and kind = ${kind}
      and document_id = ${documentId} and publication_id = ${publicationId}`,
)

const insertLinks = statement<LinkSource & { targets: readonly Target[] }, never>(
  (_, { kind, documentId, publicationId, targets }) => sql`
    insert into document_link (target_kind, target_key, kind, document_id, publication_id) values ${sql.join(
      targets.map((target) => sql`(${target.kind}, ${target.key}, ${kind}, ${documentId}, ${publicationId})`),
    )}`,
)

/** Documents that refer to the target, drafts included, after a kind and an id, in this order. */
export const documentsLinkingTo = statement<
  { target: Target; after: readonly [kind: string, id: string]; limit: number },
  { readonly kind: DocumentKind; readonly key: string }
>(
  (_, { target, after: [kind, id], limit }) => sql`
    select kind, document_id as "key" from document_link
    where target_kind = ${target.kind} and target_key = ${target.key} and (kind, document_id) > (${kind}, ${id})
    group by kind, document_id order by kind, document_id limit ${limit}`,
)
