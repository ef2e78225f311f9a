import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Instant } from '../values/time.ts'

/**
 * The one predicate: what is public at a moment. No delivery query reads `publication` without it.
 * A retraction withholds at every moment.
 */
export const publicAt = (at: Instant): RawBuilder<SqlBool> =>
  sql`(publication.retracted_at is null and publication.visible_from <= ${at}
    and (publication.visible_until is null or ${at} < publication.visible_until))`

/** What is or was public by the moment: versions stay on record after another has followed. */
export const everPublicAt = (at: Instant): RawBuilder<SqlBool> =>
  sql`(publication.retracted_at is null and publication.visible_from <= ${at})`

/** The same predicate for references, which are never retracted. */
export const referenceAt = (at: Instant): RawBuilder<SqlBool> =>
  sql`(reference.visible_from <= ${at} and (reference.visible_until is null or ${at} < reference.visible_until))`
