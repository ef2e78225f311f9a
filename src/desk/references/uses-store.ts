import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { ReferenceKind } from '../../db/tables.ts'
import { publicAt } from '../../publishing/view.ts'
import type { Instant } from '../../values/time.ts'

interface Link {
  readonly target: { readonly kind: ReferenceKind; readonly key: string }
  readonly document: { readonly id: string; readonly createdAt: Instant }
}

const isLink = ({ target, document }: Link) => sql`
  target_kind = ${target.kind} and target_key = ${target.key}
  and document_link.created_at = ${document.createdAt} and document_link.document_id = ${document.id}`

/** The version by which readers get the link now, else the newest one that has it. */
export const linkingVersion = statement<
  Link & { readonly at: Instant },
  { readonly version: number; readonly is_public: 0 | 1 }
>(
  (_, { at, ...link }) => sql`
    select version, case when ${publicAt(at)} then 1 else 0 end as is_public
    from document_link join publication on publication.id = document_link.publication_id
    where ${isLink(link)} order by is_public desc, version desc limit 1`,
)

/** A row if the newest revision has the link. */
export const linkingDraft = statement<Link, { readonly found: 1 }>(
  (_, link) => sql`
    select 1 as found from document_link where ${isLink(link)} and document_link.publication_id = ''`,
)
