import type { Queries } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { indexOf } from '../../search/index.ts'
import type { Instant } from '../../values/time.ts'

/** Tables that an exact import fills, and derived ones, in an order that respects foreign keys on delete. */
const cleared = [
  ...[
    'due',
    'tape',
    'publication_term',
    'rendition',
    'correction',
    'hold',
    'retraction',
    'review',
    'preview',
  ],
  ...['publication', 'document_name', 'revision', 'document'],
  ...['document_link', 'listing', 'reference_word', 'reference_link', 'reference_identifier', 'reference'],
] as const satisfies (keyof Tables)[]

/** Deletes the sample. */
export async function clear(tx: Queries): Promise<void> {
  for (const table of cleared) await tx.deleteFrom(table as keyof Tables).execute()
  await indexOf(tx).clear(tx, {})
}

export async function lastAuditSeq(tx: Queries): Promise<number> {
  const row = await tx
    .selectFrom('audit')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** Without a lineage, the store keeps its own. */
export const setState = (
  tx: Queries,
  state: { readonly instant: Instant; readonly lineage: string | undefined },
) => tx.updateTable('store_state').set(state).execute()
