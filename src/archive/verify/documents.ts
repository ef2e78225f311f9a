import type { Queries } from '../../db/database.ts'
import { kinds } from '../../kinds.ts'
import { type CatalogueColumns, catalogueColumns } from '../../publishing/documents/catalogue.ts'
import { newestRevisionOf } from '../../publishing/documents/links.ts'
import { readStored } from '../../values/stored.ts'
import { eachRow, withNeighbours } from '../batches.ts'
import { verifyLinks } from './links.ts'
import type { VerifyContext } from './publications.ts'
import type { StoredRevision } from './store.ts'
import * as store from './store.ts'

/** Batch size. A revision may be 1 MiB. */
const batch = 100

export const eachRevision = (db: Queries) =>
  eachRow<StoredRevision>((last) =>
    store.nextRevisions(db, {
      documentId: last?.document_id ?? '',
      revision: last?.revision ?? 0,
      limit: batch,
    }),
  )

/** Verifies every revision, and the names of each document. */
export async function verifyDocuments(examination: VerifyContext): Promise<void> {
  const { db, report, onStep } = examination
  for (const { id } of await store.documentsWithoutRevision(db))
    report.fault('revisions', `${id} has no revision`)
  let names = new Set<string>()
  for await (const { before, row, next } of withNeighbours(eachRevision(db), isSameDocument)) {
    const wanted = (before?.revision ?? 0) + 1
    if (row.revision !== wanted) report.fault('revisions', `${row.document_id} lacks revision ${wanted}`)
    const content = readRevision(examination, row, names)
    if (next === null) {
      await verifyNames(examination, row, names)
      if (content !== undefined) await verifyCatalogue(examination, row, content)
      names = new Set()
    }
    onStep()
  }
}

const isSameDocument = (one: StoredRevision, other: StoredRevision) => one.document_id === other.document_id

/** Returns the content; undefined if it does not match the schema. */
function readRevision({ report }: VerifyContext, row: StoredRevision, names: Set<string>): unknown {
  report.examined('revisions')
  const kind = kinds[row.kind]
  try {
    const content = readStored(kind.content, JSON.parse(row.content))
    names.add(nameKey({ kind: row.kind, ...kind.nameOf(content) }))
    return content
  } catch {
    report.fault('revisions', `${row.document_id} revision ${row.revision} does not match the schema`)
    return undefined
  }
}

/**
 * Compares the derived data of the newest revision with what would be derived now. Skips rows with another `derivation`,
 * which the next start rebuilds.
 */
async function verifyCatalogue(examination: VerifyContext, row: StoredRevision, content: unknown) {
  const { document_id, discarded_at } = row
  const { catalogueOf, linksOf, derivation } = kinds[row.kind]
  if (row.derivation !== derivation) return
  const columns = Object.entries(catalogueColumns(catalogueOf?.(content), discarded_at))
  if (!columns.every(([name, value]) => row[name as keyof CatalogueColumns] === value))
    examination.report.fault(
      'names',
      `${document_id} has catalogue columns that differ from its newest revision`,
    )
  const links = discarded_at === null ? linksOf?.(content) : undefined
  await verifyLinks(examination, document_id, newestRevisionOf(document_id), links ?? [])
}

const nameKey = ({ kind, name, locale }: { kind: string; name: string; locale: string }) =>
  [kind, name, ...(locale ? [locale] : [])].join(' ')

/** A document keeps every name that it has had; a discarded one keeps none. */
async function verifyNames(
  { db, report }: VerifyContext,
  { document_id, discarded_at }: StoredRevision,
  had: Set<string>,
) {
  const wanted = discarded_at === null ? had : new Set<string>()
  const kept = new Set((await store.namesOf(db, document_id)).map(nameKey))
  report.examined('names', wanted.size)
  for (const name of wanted) if (!kept.has(name)) report.fault('names', `${document_id} lost ${name}`)
  for (const name of kept) if (!wanted.has(name)) report.fault('names', `${document_id} never had ${name}`)
}
