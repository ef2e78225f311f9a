import { sql } from 'kysely'
import { blockingTerms } from './terms.ts'

/** Condition on `publication`: the article is not blocked in the jurisdiction, nor in the EU or EEA that it belongs to. */
export function isNotBlocked(jurisdiction: string | null) {
  const terms = blockingTerms(jurisdiction)
  if (terms.length === 0) return sql<boolean>`1 = 1`
  return sql<boolean>`not exists (
    select 1 from publication_term
    where term in (${sql.join(terms)}) and published_at = publication.published_at
      and publication_id = publication.id)`
}
