import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { ReferenceKind, Tables } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

interface ReferencePlace {
  readonly kind: string
  readonly key: string
  readonly from: Instant
}

export const nextReferences = statement(
  (db, { kind, key, from, limit }: ReferencePlace & { readonly limit: number }) =>
    db
      .selectFrom('reference')
      .selectAll()
      .where(sql<boolean>`(kind, "key", visible_from) > (${kind}, ${key}, ${from})`)
      .orderBy('kind')
      .orderBy('key')
      .orderBy('visible_from')
      .limit(limit),
)

const identifierRows = statement((db, { kind, key }: { kind: ReferenceKind; key: string }) =>
  db
    .selectFrom('reference_identifier')
    .select(['scheme', 'value'])
    .where('kind', '=', kind)
    .where('key', '=', key),
)
const linkRows = statement((db, { kind, key }: { kind: ReferenceKind; key: string }) =>
  db
    .selectFrom('reference_link')
    .select(['target_kind', 'target_key'])
    .where('kind', '=', kind)
    .where('key', '=', key),
)

/** What is kept beside the current row of a reference: its identifiers, and what it names. */
export const besideReference = async (db: Queries, kind: ReferenceKind, key: string): Promise<string[]> => [
  ...(await identifierRows(db, { kind, key })).map(({ scheme, value }) => `identifier ${scheme} ${value}`),
  ...(await linkRows(db, { kind, key })).map((link) => `link ${link.target_kind} ${link.target_key}`),
]

type ListingRow = Tables['listing']

const listingRow = statement((db, row: ListingRow) =>
  db
    .selectFrom('listing')
    .select('mic')
    .where('mic', '=', row.mic)
    .where('ticker', '=', row.ticker)
    .where('instrument_key', '=', row.instrument_key)
    .where('visible_from', '=', row.visible_from)
    .where('valid_from', '=', row.valid_from)
    .where('valid_to', '=', row.valid_to)
    .limit(1),
)

export const isListed = async (db: Queries, row: ListingRow): Promise<boolean> =>
  (await listingRow(db, row)).length > 0
