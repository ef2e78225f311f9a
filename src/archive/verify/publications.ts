import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { kinds } from '../../kinds.ts'
import { type Derived, derive } from '../../publishing/derived/derive.ts'
import { sha256Of } from '../../publishing/derived/rendition.ts'
import { keptTerms } from '../../publishing/derived/terms.ts'
import type { Kind } from '../../publishing/kind.ts'
import { eachRow, type Neighbours, withNeighbours } from '../batches.ts'
import { announcementsOf, intervalFaults } from './expected.ts'
import type { Report } from './report.ts'
import type { StoredPublication } from './store.ts'
import * as store from './store.ts'

/** Each may bring three texts of a mebibyte. */
const batch = 50

/** How the store is looked at. */
export interface Examination {
  readonly db: Queries
  readonly report: Report
  /** False leaves alone what is derived of publications. */
  readonly derived: boolean
  /** Told each thing that was looked at. */
  readonly onStep: () => void
}

const eachPublication = (db: Queries) =>
  eachRow<StoredPublication>((last) =>
    store.nextPublications(db, { documentId: last?.document_id ?? '', version: last?.version ?? 0 }, batch),
  )

/** Looks at every publication: its interval, its bytes, its terms, and its entries on the tape. */
export async function verifyPublications(examination: Examination): Promise<void> {
  const { db, report, onStep } = examination
  let terms = 0
  for await (const place of withNeighbours(
    eachPublication(db),
    (one, other) => one.document_id === other.document_id,
  )) {
    terms += await verifyOne(examination, place)
    onStep()
  }
  if ((await store.countOf(db, 'publication_term')) === terms) return
  for (const { publication_id } of await store.orphanTerms(db))
    report.fault('terms', `${publication_id} has terms, but there is no such publication`)
}

/** Returns how many terms it has. */
async function verifyOne(
  examination: Examination,
  { before, row: publication, next }: Neighbours<StoredPublication>,
): Promise<number> {
  const { report } = examination
  const kind = kinds[publication.kind]
  report.examined('publications')
  for (const fault of intervalFaults(publication, before, publication.retraction_at))
    report.fault('publications', `${publication.id}: ${fault}`)
  const terms = await keptTerms(examination.db, publication.id)
  const content = read(kind, publication.source)
  // That the revision cannot be read is told where revisions are looked at.
  if (content === undefined) return terms.length
  const { name, locale } = kind.nameOf(content)
  if (publication.kind !== publication.document_kind)
    report.fault('publications', `${publication.id}: it is of another kind than its document`)
  if (publication.name !== name || publication.locale !== locale)
    report.fault('publications', `${publication.id}: it has another name than its revision`)
  if (examination.derived) await verifyDerived(examination, publication, content, terms)
  await verifyEntries(examination, kind, publication, next)
  return terms.length
}

function read(kind: Kind<unknown>, source: string): unknown {
  try {
    return kind.content.parse(JSON.parse(source))
  } catch {
    return undefined
  }
}

async function verifyDerived(
  { db, report }: Examination,
  publication: StoredPublication,
  content: unknown,
  terms: readonly TermRow[],
): Promise<void> {
  const kind = kinds[publication.kind]
  report.examined('renditions')
  report.examined('terms', terms.length)
  const fault = (what: string) => report.fault('renditions', `${publication.id}: ${what}`)
  if (publication.content === null) return fault('there are no bytes')
  if (sha256Of(publication.content, publication.body) !== publication.sha256)
    return fault('the bytes are not those of their hash')
  // What another derivation has made is made again by the next start.
  if (publication.derivation !== kind.derivation) return
  try {
    const made = await derive(db, kind, plainPublication(publication), content)
    if (made.rendition.sha256 !== publication.sha256) fault('its revision gives other bytes')
    else if (made.rendition.traits !== publication.traits) fault('its revision gives other traits')
    verifyTerms(report, publication, made, terms)
  } catch (error) {
    fault(`it cannot be made again: ${(error as Error).message}`)
  }
}

/** A publication without what was joined to it. */
function plainPublication(row: StoredPublication): PublicationRow {
  const { source, document_kind, retraction_at, content, body, traits, sha256, ...publication } = row
  return publication
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
    if (!wanted.delete(row.term)) report.fault('terms', `${id} stands wrongly under ${row.term}`)
    else if (row.published_at !== published_at || row.updated_at !== updated_at)
      report.fault('terms', `${id} has a wrong place under ${row.term}`)
  }
  for (const term of wanted) report.fault('terms', `${id} is not found by ${term}`)
}

/** Each bound that has come is on the tape once, and each that is to come, or was not yet appended, is due. */
async function verifyEntries(
  { db, report }: Examination,
  kind: Kind<unknown>,
  publication: StoredPublication,
  next: StoredPublication | null,
): Promise<void> {
  const { id, document_id, version } = publication
  const expected = announcementsOf(kind, publication, next, publication.retraction_at)
  const keyOf = ({ type, at }: { type: string; at: string }) => `${type} at ${at}`
  const open = new Set(expected.map(keyOf))
  for (const entry of await store.entriesOf(db, id)) {
    if (!open.delete(keyOf(entry)))
      report.fault('tape', `${entry.seq} tells ${keyOf(entry)} of ${id}, which was not so`)
    if (entry.subject !== document_id || entry.version !== version)
      report.fault('tape', `${entry.seq} names another subject or version than ${id}`)
  }
  for (const due of await store.dueOf(db, id)) {
    report.examined('due')
    if (!open.delete(keyOf(due))) report.fault('due', `${keyOf(due)} of ${id} is not to come`)
  }
  for (const missing of open) report.fault('tape', `${missing} of ${id} is neither on it nor due`)
}
