import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Queries } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import { touchEverything } from '../../publishing/touch.ts'

/**
 * The tables of a store with their keys, in the order of their foreign keys. Not copied are the search index, which is
 * made anew, and the touched cache tags, since no server has cached answers of the new store.
 */
const keys = {
  reference: ['kind', 'key', 'visible_from'],
  reference_identifier: ['scheme', 'value'],
  reference_link: ['kind', 'key', 'target_kind', 'target_key'],
  reference_word: ['kind', 'word', 'key'],
  listing: ['mic', 'ticker', 'instrument_key', 'visible_from', 'valid_from'],
  document: ['id'],
  document_name: ['kind', 'name', 'locale'],
  revision: ['document_id', 'revision'],
  review: ['document_id', 'revision', 'at'],
  publication: ['id'],
  rendition: ['publication_id'],
  publication_term: ['term', 'published_at', 'publication_id'],
  document_link: ['target_kind', 'target_key', 'created_at', 'document_id', 'publication_id'],
  correction: ['id'],
  hold: ['document_id', 'at'],
  retraction: ['document_id'],
  tape: ['seq'],
  due: ['at', 'publication_id', 'type'],
  api_key: ['id'],
  audit: ['seq'],
  idempotency: ['key_id', 'idempotency_key'],
  preview: ['sha256'],
  webhook: ['id'],
  webhook_delivery: ['webhook_id', 'at', 'seq', 'attempt'],
} as const satisfies Record<Exclude<keyof Tables, 'store_state' | 'touched_tag'>, readonly string[]>

export type CopiedTable = keyof typeof keys
export const copiedTables = Object.keys(keys) as CopiedTable[]

export type Row = Record<string, unknown>

/** Columns that the store computes. */
const computed = ['collection']

const columnsOf = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)))

/** Rows of a table after the given one, ordered by key. */
export async function nextRows(
  db: Queries,
  table: CopiedTable,
  last: Row | null,
  limit: number,
): Promise<Row[]> {
  const key = keys[table]
  const after = last ? sql`where (${columnsOf(key)}) > (${sql.join(key.map((name) => last[name]))})` : sql``
  const { rows } = await sql<Row>`
    select * from ${sql.table(table)} ${after} order by ${columnsOf(key)} limit ${limit}`.execute(db)
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !computed.includes(name))),
  )
}

export async function insertRows(tx: Queries, table: CopiedTable, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {})
  const values = rows.map((row) => sql`(${sql.join(names.map((name) => row[name]))})`)
  await sql`insert into ${sql.table(table)} (${columnsOf(names)}) values ${sql.join(values)}`.execute(tx)
}

/** SHA-256 of a row: of its values in the order of their names. */
export const rowHash = (row: Row): string =>
  hash(
    'sha256',
    JSON.stringify(
      Object.entries(row)
        .map(([name, value]) => [name, value instanceof Uint8Array ? hash('sha256', value) : value])
        .sort(),
    ),
  )

/** Lets every publication be derived again, which also brings it into the search index. */
export const forgetDerivations = (tx: Queries) =>
  tx.updateTable('publication').set({ derivation: 0 }).execute()

/** Takes over the instant and the tape's name, and an epoch that is later than that of the source. */
export async function takeState(tx: Queries, from: Queries): Promise<void> {
  const state = await from
    .selectFrom('store_state')
    .select(['epoch', 'instant', 'lineage'])
    .executeTakeFirstOrThrow()
  await tx.updateTable('store_state').set(state).execute()
  await touchEverything(tx)
}
