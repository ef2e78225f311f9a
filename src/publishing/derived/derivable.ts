import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Queries } from '../../db/database.ts'
import type { PublicationRow, Tables } from '../../db/tables.ts'
import { readStored } from '../../values/stored.ts'
import { catalogueColumns, storeCatalogue } from '../documents/catalogue.ts'
import { contentOf, latestRevision } from '../documents/documents.ts'
import { newestRevisionOf, storeLinks } from '../documents/links.ts'
import type { Kind } from '../kind.ts'
import { derive, storeDerived } from './derive.ts'

/** Rows of one kind that have derived data, and how to derive it again for a row. */
export interface Derivable<Row = unknown> {
  readonly table: 'publication' | 'document' | 'reference'
  readonly kind: string
  /** Key columns within the kind. */
  readonly key: readonly string[]
  readonly derivation: number
  /** Returns whether anything changed. */
  remake(tx: Queries, row: Row): Promise<boolean>
}

/** Renditions, terms and links of the publications of a kind. */
export const publicationsOf = <Content>(kind: Kind<Content>): Derivable<PublicationRow> => ({
  table: 'publication',
  kind: kind.kind,
  key: ['id'],
  derivation: kind.derivation,
  async remake(tx, publication) {
    const content = await contentOf(tx, kind, publication.document_id, publication.revision)
    return storeDerived(tx, publication, await derive(tx, kind, publication, content))
  },
})

/** Catalogue columns and links of the documents of a kind. */
export const documentsOf = <Content>(kind: Kind<Content>): Derivable<Selectable<Tables['document']>> => ({
  table: 'document',
  kind: kind.kind,
  key: ['id'],
  derivation: kind.derivation,
  async remake(tx, row) {
    const newest = await latestRevision(tx, row.id)
    if (!newest) return false
    const content = readStored(kind.content, JSON.parse(newest.content))
    const columns = catalogueColumns(kind.catalogueOf?.(content), row.discarded_at)
    const differs = Object.entries(columns).some(
      ([name, value]) => row[name as keyof typeof columns] !== value,
    )
    if (differs) await storeCatalogue(tx, kind, row.id, columns)
    const links = row.discarded_at === null ? kind.linksOf?.(content) : undefined
    return (await storeLinks(tx, newestRevisionOf(row.id), links ?? [])) || differs
  },
})

type Source = Pick<Derivable, 'table' | 'kind' | 'key' | 'derivation'>
type Row = Readonly<Record<string, unknown>>

/** Rows in key order after a key: those of the current derivation number, or those of other numbers. */
export async function nextRows(
  db: Queries,
  { table, kind, key, derivation }: Source,
  { isCurrent, after }: { readonly isCurrent: boolean; readonly after: readonly string[] },
  limit: number,
): Promise<Row[]> {
  const comparison = isCurrent ? sql`=` : sql`<>`
  const { rows } = await sql<Row>`
    select * from ${sql.table(table)}
    where kind = ${kind} and derivation ${comparison} ${derivation} and (${columns(key)}) > (${sql.join(after)})
    order by ${columns(key)} limit ${limit}`.execute(db)
  return rows
}

/** Counts the rows of other derivation numbers, or `all` rows. */
export async function countRows(db: Queries, { table, kind, derivation }: Source, all: boolean) {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}
    where kind = ${kind} ${all ? sql`` : sql`and derivation <> ${derivation}`}`.execute(db)
  return rows[0]?.count ?? 0
}

/** The key that sorts before every row. */
export const beforeAll = ({ key }: Source): string[] => key.map(() => '')

/** Stores the current derivation number in a row. */
export async function markRow(tx: Queries, { table, kind, key, derivation }: Source, row: Row) {
  await sql`
    update ${sql.table(table)} set derivation = ${derivation}
    where kind = ${kind} and (${columns(key)}) = (${sql.join(keyOf(key, row))})`.execute(tx)
}

export const keyOf = (key: readonly string[], row: Row): string[] => key.map((name) => String(row[name]))

const columns = (names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql.ref(name)))
