import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { blockingTerms } from './terms.ts'

/** Condition on `publication`: the article is not blocked in the jurisdiction, nor in the EU or EEA that it belongs to. */
export const isNotBlocked = (jurisdiction: string | null): RawBuilder<SqlBool> =>
  hasNoTerm(blockingTerms(jurisdiction))

/** Condition on `publication`: it has none of the terms. */
export const hasNoTerm = (terms: readonly string[]): RawBuilder<SqlBool> =>
  terms.length === 0
    ? sql`1 = 1`
    : sql`not exists (
        select 1 from publication_term
        where term in (${sql.join(terms)}) and published_at = publication.published_at
          and publication_id = publication.id)`
