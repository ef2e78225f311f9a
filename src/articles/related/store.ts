import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import { everPublicAt, publicAt } from '../../publishing/view.ts'
import type { Instant } from '../../values/time.ts'
import { hasNoTerm } from '../blocked.ts'

/** A public version of another article. */
export interface Other {
  /** Id of the publication. */
  readonly id: string
  readonly document_id: string
  readonly published_at: Instant
}

interface Asked {
  readonly term: string
  readonly at: Instant
  /** Id of the article that others are related to. */
  readonly article: string
  /** Terms that no other may have. */
  readonly excluded: readonly string[]
  /** Maximum number of versions that are examined. */
  readonly examined: number
  readonly limit: number
}

/**
 * The newest public articles with a term. Only versions that are or were public count as examined, since the number of
 * those that are found decides how rare the term is.
 */
export const newestWithTerm = statement<Asked, Other>(
  (_, { term, at, article, excluded, examined, limit }) => sql`
    select id, document_id, published_at from (
      select publication.id, publication.document_id, publication_term.published_at, ${publicAt(at)} and ${hasNoTerm(excluded)} as is_public
      from publication_term join publication on publication.id = publication_term.publication_id
      where publication_term.term = ${term} and publication_term.published_at <= ${at}
        and publication_term.updated_at <= ${at} and publication.document_id <> ${article}
        and ${everPublicAt(at)}
      order by publication_term.published_at desc, publication_term.publication_id desc limit ${examined}
    ) as walked
    where is_public order by published_at desc, id desc limit ${limit}`,
)
