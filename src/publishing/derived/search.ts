import { hash } from 'node:crypto'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { type SearchDocument, searchColumns } from '../../search/document.ts'
import { findDocument, freeRow, indexOf } from '../../search/index.ts'

/** Replaces the publication in the search index. Returns whether anything changed. */
export async function storeSearch(
  tx: Queries,
  { id, published_at }: Pick<PublicationRow, 'id' | 'published_at'>,
  document: SearchDocument | null,
): Promise<boolean> {
  const sha256 = document && searchHash(document)
  const [stored] = await storedSearch(tx, { id })
  const row = stored?.search_row ?? null
  const isSame = stored?.search_sha256 === sha256
  if (isSame && (row === null || (await isIndexed(tx, row)))) return false
  if (row !== null) await indexOf(tx).remove(tx, { row: BigInt(row) })
  const free = document && (row === null ? await freeRow(tx, published_at) : BigInt(row))
  if (document && free !== null) await indexOf(tx).insert(tx, { row: free, document })
  await setSearch(tx, { id, row: free, sha256 })
  return true
}

/** Whether the index has the row. */
export const isIndexed = async (db: Queries, row: number): Promise<boolean> =>
  (await findDocument(db, { row: BigInt(row) })).length > 0

/** Removes a cancelled publication from the index. */
export async function removeSearch(tx: Queries, { id }: Pick<PublicationRow, 'id'>): Promise<void> {
  const [stored] = await storedSearch(tx, { id })
  if (stored?.search_row) await indexOf(tx).remove(tx, { row: BigInt(stored.search_row) })
}

/** SHA-256 of the tokens of a publication. */
export const searchHash = (document: SearchDocument): string =>
  hash('sha256', searchColumns.map((name) => document[name]).join('\n'), 'base64url')

const storedSearch = statement((db, { id }: { id: string }) =>
  db.selectFrom('publication').select(['search_row', 'search_sha256']).where('id', '=', id),
)

const setSearch = statement(
  (db, { id, row, sha256 }: { id: string; row: bigint | null; sha256: string | null }) =>
    db.updateTable('publication').set({ search_row: row, search_sha256: sha256 }).where('id', '=', id),
)
