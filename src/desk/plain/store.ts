import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { DocumentKind } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

interface Wanted {
  readonly kind: DocumentKind
  /** Only documents of this key. */
  readonly key?: string
  readonly after?: { readonly changedAt: Instant; readonly id: string }
  readonly limit: number
}

/** Documents of a kind by their last change, newest first, behind the place. */
export const listDocuments = statement<Wanted, { id: string; changed_at: Instant }>(
  (_, { kind, key, after, limit }) => sql`
    select id, changed_at from document
    where kind = ${kind}
      ${after ? sql`and (changed_at, id) < (${after.changedAt}, ${after.id})` : sql``}
      ${key ? sql`and id in (select document_id from document_name where kind = ${kind} and name = ${key})` : sql``}
    order by changed_at desc, id desc limit ${limit}`,
)
