import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Instant } from '../values/time.ts'

/** The predicate of every delivery query on `publication`: the public view. Retractions apply at every moment. */
export const publicAt = (at: Instant): RawBuilder<SqlBool> =>
  sql`(publication.retracted_at is null and publication.visible_from <= ${at}
    and (publication.visible_until is null or ${at} < publication.visible_until))`

/** Public at the moment or at any time before it, including superseded versions. */
export const everPublicAt = (at: Instant): RawBuilder<SqlBool> =>
  sql`(publication.retracted_at is null and publication.visible_from <= ${at})`

/** Predicate of the public view for references, which are never retracted. */
export const referenceAt = (at: Instant): RawBuilder<SqlBool> =>
  sql`(reference.visible_from <= ${at} and (reference.visible_until is null or ${at} < reference.visible_until))`
