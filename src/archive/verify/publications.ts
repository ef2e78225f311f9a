import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { kinds } from '../../kinds.ts'
import { type Derived, derive, linkSourceOf } from '../../publishing/derived/derive.ts'
import { sha256Of } from '../../publishing/derived/rendition.ts'
import { isIndexed, searchHash } from '../../publishing/derived/search.ts'
import { keptTerms } from '../../publishing/derived/terms.ts'
import type { Kind } from '../../publishing/kind.ts'
import { unownedDocuments } from '../../search/index.ts'
import { readStored } from '../../values/stored.ts'
import { eachRow, type Neighbours, withNeighbours } from '../batches.ts'
import { expectedEntries, intervalFaults } from './expected.ts'
import { verifyLinks } from './links.ts'
import type { Report } from './report.ts'
import type { StoredPublication } from './store.ts'
import * as store from './store.ts'

/** Batch size. A publication may bring three texts of 1 MiB. */
const batch = 50

export interface VerifyContext {
  readonly db: Queries
  readonly report: Report
  /** Whether to verify data derived from publications. */
  readonly derived: boolean
  /** Called after each verified row. */
  readonly onStep: () => void
}

const eachPublication = (db: Queries) =>
  eachRow<StoredPublication>((last) =>
    store.nextPublications(db, { documentId: last?.document_id ?? '', version: last?.version ?? 0 }, batch),
  )

/** Verifies every publication: its interval, its rendition, its terms, its links, its tokens and its tape entries. */
export async function verifyPublications(examination: VerifyContext): Promise<void> {
  const { db, report, derived, onStep } = examination
  let terms = 0
  for await (const place of withNeighbours(
    eachPublication(db),
    (one, other) => one.document_id === other.document_id,
  )) {
    terms += await verifyOne(examination, place)
    onStep()
  }
  const unowned = derived ? await unownedDocuments(db) : []
  for (const row of unowned) report.fault('search', `row ${row} is of no publication`)
  for (const { publication_id } of await store.orphanLinks(db))
    report.fault('links', `${publication_id} has links, but the publication does not exist`)
  if ((await store.countOf(db, 'publication_term')) === terms) return
  for (const { publication_id } of await store.orphanTerms(db))
    report.fault('terms', `${publication_id} has terms, but the publication does not exist`)
}

/** Returns the number of its terms. */
async function verifyOne(
  examination: VerifyContext,
  { before, row: publication, next }: Neighbours<StoredPublication>,
): Promise<number> {
  const { report } = examination
  const kind = kinds[publication.kind]
  report.examined('publications')
  for (const fault of intervalFaults(publication, before, publication.retraction_at))
    report.fault('publications', `${publication.id}: ${fault}`)
  const terms = await keptTerms(examination.db, publication.id)
  const content = read(kind, publication.source)
  // verifyDocuments() reports unreadable revisions.
  if (content === undefined) return terms.length
  const { name, locale } = kind.nameOf(content)
  if (publication.kind !== publication.document_kind)
    report.fault('publications', `${publication.id}: its kind differs from that of its document`)
  if (publication.name !== name || publication.locale !== locale)
    report.fault('publications', `${publication.id}: its name differs from that of its revision`)
  if (examination.derived) await verifyDerived(examination, publication, content, terms)
  await verifyEntries(examination, kind, publication, next)
  return terms.length
}

function read(kind: Kind<unknown>, source: string): unknown {
  try {
    return readStored(kind.content, JSON.parse(source))
  } catch {
    return undefined
  }
}

async function verifyDerived(
  { db, report }: VerifyContext,
  publication: StoredPublication,
  content: unknown,
  terms: readonly TermRow[],
): Promise<void> {
  const kind = kinds[publication.kind]
  report.examined('renditions')
  report.examined('terms', terms.length)
  const fault = (what: string) => report.fault('renditions', `${publication.id}: ${what}`)
  if (publication.content === null) return fault('it has no rendition')
  if (sha256Of(publication.content, publication.body) !== publication.sha256)
    return fault('its bytes do not match their hash')
  // Another `derivation` is not a fault: the next start rebuilds the row.
  if (publication.derivation !== kind.derivation) return
  try {
    const made = await derive(db, kind, plainPublication(publication), content)
    if (made.rendition.sha256 !== publication.sha256) fault('its bytes differ from a rebuild')
    else if (made.rendition.traits !== publication.traits) fault('its traits differ from a rebuild')
    verifyTerms(report, publication, made, terms)
    await verifySearch({ db, report }, publication, made)
    await verifyLinks({ db, report }, publication.id, linkSourceOf(publication), made.links)
  } catch (error) {
    fault(`it cannot be rebuilt: ${(error as Error).message}`)
  }
}

/** The publication without the joined columns. */
function plainPublication(row: StoredPublication): PublicationRow {
  const { source, document_kind, retraction_at, content, body, traits, sha256, ...publication } = row
  return publication
}

/** Compares the hash of the tokens, and asks the index for its row; what the index holds is examined with the file. */
async function verifySearch(
  { db, report }: Pick<VerifyContext, 'db' | 'report'>,
  { id, search_row, search_sha256 }: StoredPublication,
  { search }: Derived,
): Promise<void> {
  if (search) report.examined('search')
  const isFound = search_row !== null && (await isIndexed(db, search_row))
  if (search_sha256 !== (search && searchHash(search)))
    report.fault('search', `${id} is indexed with other tokens`)
  else if (isFound !== (search !== null)) report.fault('search', `${id} is not in the search index`)
}

type TermRow = Awaited<ReturnType<typeof keptTerms>>[number]

function verifyTerms(
  report: Report,
  { id, published_at, updated_at }: StoredPublication,
  { terms }: Derived,
  kept: readonly TermRow[],
): void {
  const wanted = new Set(terms)
  for (const row of kept) {
    if (!wanted.delete(row.term)) report.fault('terms', `${id} must not have the term ${row.term}`)
    else if (row.published_at !== published_at || row.updated_at !== updated_at)
      report.fault('terms', `${id} has wrong sort columns for the term ${row.term}`)
  }
  for (const term of wanted) report.fault('terms', `${id} lacks the term ${term}`)
}

/** Every past bound must be on the tape exactly once; every future or not yet appended bound must be due. */
async function verifyEntries(
  { db, report }: VerifyContext,
  kind: Kind<unknown>,
  publication: StoredPublication,
  next: StoredPublication | null,
): Promise<void> {
  const { id, document_id, version } = publication
  const expected = expectedEntries(kind, publication, next, publication.retraction_at)
  const keyOf = ({ type, at }: { type: string; at: string }) => `${type} at ${at}`
  const open = new Set(expected.map(keyOf))
  for (const entry of await store.entriesOf(db, id)) {
    if (!open.delete(keyOf(entry)))
      report.fault('tape', `${entry.seq} records ${keyOf(entry)} for ${id}, which did not happen`)
    if (entry.subject !== document_id || entry.version !== version)
      report.fault('tape', `${entry.seq} has another subject or version than ${id}`)
  }
  for (const due of await store.dueOf(db, id)) {
    report.examined('due')
    if (!open.delete(keyOf(due))) report.fault('due', `${keyOf(due)} of ${id} is not expected`)
  }
  for (const missing of open) report.fault('tape', `${missing} of ${id} is neither on the tape nor due`)
}
