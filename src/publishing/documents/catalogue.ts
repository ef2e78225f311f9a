import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { DocumentKind } from '../../db/tables.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Instant } from '../../values/time.ts'
import type { Catalogue, Kind } from '../kind.ts'

/** Columns of a document for lists and lookup on the desk, taken from its newest revision. */
export function catalogueColumns(entry: Catalogue | undefined, discardedAt: Instant | null) {
  const { externalId = null, storyKey = null, translation = null } = entry ?? {}
  return {
    // A discarded document gives up its external id.
    external_id: discardedAt === null ? externalId : null,
    story_key: storyKey,
    translation_of: translation?.of ?? null,
    translation_version: translation?.version ?? null,
  }
}
export type CatalogueColumns = ReturnType<typeof catalogueColumns>

/** Throws 409 `external-id-taken`. */
export async function storeCatalogue(
  tx: Queries,
  { kind, derivation }: Pick<Kind<never>, 'kind' | 'derivation'>,
  documentId: string,
  columns: CatalogueColumns,
): Promise<void> {
  const { external_id } = columns
  const owner = external_id === null ? null : await findByExternalId(tx, kind, external_id)
  if (owner !== null && owner !== documentId)
    throw refuse('external-id-taken', 'The external id belongs to another document.')
  await setColumns(tx, { documentId, derivation, ...columns })
}

const setColumns = statement((db, row: CatalogueColumns & { documentId: string; derivation: number }) =>
  db
    .updateTable('document')
    .set({
      external_id: row.external_id,
      story_key: row.story_key,
      translation_of: row.translation_of,
      translation_version: row.translation_version,
      derivation: row.derivation,
    })
    .where('id', '=', row.documentId),
)

export async function findByExternalId(tx: Queries, kind: DocumentKind, externalId: string) {
  return (await byExternalId(tx, { kind, externalId })).at(0)?.id ?? null
}

const byExternalId = statement((db, { kind, externalId }: { kind: DocumentKind; externalId: string }) =>
  db.selectFrom('document').select('id').where('kind', '=', kind).where('external_id', '=', externalId),
)
