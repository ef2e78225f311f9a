import { sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import { everPublicAt, publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'
import { hasNoTerm } from './blocked.ts'

interface Asked {
  readonly ids: readonly string[]
  readonly at: Instant
}

/**
 * Public translations among these articles or of one of them, each with the article that it names as its original. The
 * tables are joined in the order in which they stand: there is no index of all that are translations.
 */
export const translationLinks = statement<Asked & { limit: number }, { id: string; original: string }>(
  (_, { ids, at, limit }) => sql`
    select publication.document_id as id, document_link.target_key as original
    from publication cross join document_link
    where publication.document_id in (${sql.join(ids)}) and ${publicAt(at)}
      and document_link.document_id = publication.document_id
      and document_link.publication_id = publication.id and document_link.target_kind = 'article'
    union
    select document_link.document_id as id, document_link.target_key as original
    from document_link cross join publication
    where document_link.target_kind = 'article' and document_link.target_key in (${sql.join(ids)})
      and publication.id = document_link.publication_id and ${publicAt(at)}
    order by id, original limit ${limit}`,
)

/** A public version of an article, without its content. */
export interface PublicVersion {
  /** Id of the publication. */
  readonly id: string
  readonly document_id: string
  /** Slug. */
  readonly name: string
  readonly version: number
  readonly revision: number
  readonly published_at: Instant
  readonly updated_at: Instant
  readonly traits: string
}

/** Those of the articles that are public at the moment and have none of the terms. */
export const publicVersions = statement<Asked & { without: readonly string[] }, PublicVersion>(
  (_, { ids, at, without }) => sql`
    select publication.id, publication.document_id, publication.name, publication.version, publication.revision,
      publication.published_at, publication.updated_at, rendition.traits
    from publication join rendition on rendition.publication_id = publication.id
    where publication.kind = 'article' and publication.document_id in (${sql.join(ids)}) and ${publicAt(at)}
      and ${hasNoTerm(without)}`,
)

/** The revision that a version has or had. */
export const revisionOf = statement<{ id: string; version: number; at: Instant }, { revision: number }>(
  (_, { id, version, at }) => sql`
    select revision from publication
    where document_id = ${id} and version = ${version} and ${everPublicAt(at)}`,
)
