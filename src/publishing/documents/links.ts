import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { DocumentKind } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'
import type { Target } from '../kind.ts'

/** The content that has links: that of a publication or, if `publicationId` is empty, of the newest revision. */
export interface LinkSource {
  readonly documentId: string
  readonly publicationId: string
}

export const newestRevisionOf = (documentId: string): LinkSource => ({ documentId, publicationId: '' })

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
  const added = [...missing.values()]
  for (let from = 0; from < added.length; from += insertMax)
    await insertLinks(tx, { ...source, targets: added.slice(from, from + insertMax) })
  return stale.length + missing.size > 0
}

/** Links of one statement: a store takes 32,766 parameters. */
const insertMax = 1_000

export const linksOf = statement<LinkSource, Target>(
  (_, { documentId, publicationId }) => sql`
    select target_kind as kind, target_key as "key" from document_link
    where document_id = ${documentId} and publication_id = ${publicationId}`,
)

type Link = LinkSource & { readonly target: Target }

const deleteLink = statement<Link, never>(
  (_, { documentId, publicationId, target }) => sql`
    delete from document_link
    where document_id = ${documentId} and publication_id = ${publicationId}
      and target_kind = ${target.kind} and target_key = ${target.key}`,
)

const insertLinks = statement<LinkSource & { readonly targets: readonly Target[] }, never>(
  (_, { documentId, publicationId, targets }) => sql`
    with target (kind, "key") as (values ${sql.join(targets.map(({ kind, key }) => sql`(${kind}, ${key})`))})
    insert into document_link (target_kind, target_key, created_at, document_id, publication_id, kind)
    select target.kind, target."key", document.created_at, document.id, ${publicationId}, document.kind
    from document, target where document.id = ${documentId}`,
)

interface LinkingDocument {
  readonly kind: DocumentKind
  readonly id: string
  readonly created_at: Instant
}

/** Documents that refer to the target, drafts included, in the order of their creation, after one of them. */
export const documentsLinkingTo = statement<
  { target: Target; after: readonly [createdAt: string, id: string]; limit: number },
  LinkingDocument
>(
  (_, { target, after: [createdAt, id], limit }) => sql`
    select created_at, document_id as id, kind from document_link
    where target_kind = ${target.kind} and target_key = ${target.key}
      and (created_at, document_id) > (${createdAt}, ${id})
    group by created_at, document_id, kind order by created_at, document_id limit ${limit}`,
)
