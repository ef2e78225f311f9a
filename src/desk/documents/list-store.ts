import { type RawBuilder, sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { DocumentKind, Tables } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

/** Filters of a list that SQL can apply. */
export interface Narrowing {
  /** A claimed name: slug or key. */
  readonly name?: string | undefined
  readonly storyKey?: string | undefined
  readonly externalId?: string | undefined
  readonly translationOf?: string | undefined
}

interface Wanted {
  readonly kind: DocumentKind
  readonly narrowing: Narrowing
  readonly after: { readonly changedAt: Instant; readonly id: string } | null
  readonly at: Instant
  readonly limit: number
}

/** A document with the inputs from which its state is derived. */
export interface StateInputsRow {
  readonly id: string
  readonly changed_at: Instant
  readonly is_discarded: 0 | 1
  readonly is_retracted: 0 | 1
  readonly is_held: 0 | 1
  readonly was_public: 0 | 1
  readonly decision: Tables['review']['decision'] | null
}

/** Documents of a kind, most recently changed first, after the keyset position. */
export const listStateInputs = statement<Wanted, StateInputsRow>(
  (_, { kind, narrowing: { name, storyKey, externalId, translationOf }, after, at, limit }) => sql`
    select document.id, document.changed_at, ${isSo(sql`document.discarded_at is not null`)} as is_discarded,
      ${isSo(sql`exists (select 1 from retraction where document_id = document.id)`)} as is_retracted,
      ${isSo(sql`exists (select 1 from hold where document_id = document.id and released_at is null)`)} as is_held,
      ${isSo(sql`exists (
        select 1 from publication
        where document_id = document.id and visible_from <= ${at} and revision = ${newestRevision}
      )`)} as was_public,
      (
        select decision from review where document_id = document.id and revision = ${newestRevision}
        order by at desc limit 1
      ) as decision
    from document
    where kind = ${kind}
      ${after ? sql`and (changed_at, id) < (${after.changedAt}, ${after.id})` : sql``}
      ${name ? sql`and id in (select document_id from document_name where kind = ${kind} and name = ${name})` : sql``}
      ${storyKey ? sql`and story_key = ${storyKey}` : sql``}
      ${externalId ? sql`and external_id = ${externalId}` : sql``}
      ${translationOf ? sql`and translation_of = ${translationOf}` : sql``}
    order by changed_at desc, id desc limit ${limit}`,
)

/** Engines return booleans differently; 0 and 1 are the same on all. */
const isSo = (condition: RawBuilder<unknown>) => sql`case when ${condition} then 1 else 0 end`

const newestRevision = sql`(select max(revision) from revision where document_id = document.id)`
