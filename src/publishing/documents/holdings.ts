import type { Queries } from '../../db/database.ts'
import type { DocumentKind } from '../../db/tables.ts'
import { findByName } from './documents.ts'

/** What identifies the whole content of a store. */
export interface Holdings {
  /** Each with a single, published revision. */
  readonly documents: readonly {
    readonly kind: DocumentKind
    readonly name: string
    readonly locale: string
  }[]
  readonly references: number
}

/**
 * True if a store is empty or contains exactly this, such as the sample. Only then can data with a past of its own be
 * loaded: it cannot change answers that anybody relies on.
 */
export async function isEmptyOrExactly(db: Queries, { documents, references }: Holdings): Promise<boolean> {
  const held = {
    document: await countOf(db, 'document'),
    revision: await countOf(db, 'revision'),
    reference: await countOf(db, 'reference'),
    tape: await countOf(db, 'tape'),
  }
  if (Object.values(held).every((count) => count === 0)) return true
  const isAsMuch =
    held.document === documents.length &&
    held.revision === documents.length &&
    held.reference === references &&
    held.tape === documents.length + references
  if (!isAsMuch) return false
  for (const { kind, name, locale } of documents)
    if ((await findByName(db, kind, name, locale)) === null) return false
  return true
}

async function countOf(db: Queries, table: 'document' | 'revision' | 'reference' | 'tape'): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select((row) => row.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return rows
}
