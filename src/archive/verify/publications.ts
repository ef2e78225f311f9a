import { createHash } from 'node:crypto'
import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { renditionOf } from '../../publishing/derived/rendition.ts'
import type { Kind } from '../../publishing/kind.ts'
import { kinds } from '../../slices.ts'
import { eachRow, type Neighbours, withNeighbours } from '../batches.ts'
import { announcementsOf, intervalFaults } from './expected.ts'
import type { Report } from './report.ts'
import type { StoredPublication } from './store.ts'
import * as store from './store.ts'

/** Each may bring three texts of a mebibyte. */
const batch = 50
const termsBatch = 500

/** How the store is looked at. */
export interface Examination {
  readonly db: Queries
  readonly report: Report
  /** False leaves the bytes of publications alone. */
  readonly renditions: boolean
  /** Told each thing that was looked at. */
  readonly onStep: () => void
}

export const eachPublication = (db: Queries) =>
  eachRow<StoredPublication>((last) =>
    store.nextPublications(db, { documentId: last?.document_id ?? '', version: last?.version ?? 0 }, batch),
  )

/** Looks at every publication: its interval, its bytes, its terms, and its entries on the tape. */
export async function verifyPublications(examination: Examination): Promise<void> {
  const { db, onStep } = examination
  let terms = 0
  for await (const place of withNeighbours(
    eachPublication(db),
    (one, other) => one.document_id === other.document_id,
  )) {
    terms += await verifyOne(examination, place)
    onStep()
  }
  if ((await store.countOf(db, 'publication_term')) !== terms) await findExcess(examination)
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
  const content = read(kind, publication.source)
  // That the revision cannot be read is told where revisions are looked at.
  if (content === undefined) return 0
  const { name, locale } = kind.nameOf(content)
  if (publication.kind !== publication.document_kind)
    report.fault('publications', `${publication.id}: it is of another kind than its document`)
  if (publication.name !== name || publication.locale !== locale)
    report.fault('publications', `${publication.id}: it has another name than its revision`)
  if (examination.renditions) await verifyRendition(examination, kind, publication, content)
  await verifyEntries(examination, kind, publication, next)
  return verifyTerms(examination, publication, kind.termsOf(content))
}

function read(kind: Kind<unknown>, source: string): unknown {
  try {
    return kind.content.parse(JSON.parse(source))
  } catch {
    return undefined
  }
}

async function verifyRendition(
  { db, report }: Examination,
  kind: Kind<unknown>,
  publication: StoredPublication,
  content: unknown,
): Promise<void> {
  report.examined('renditions')
  const fault = (what: string) => report.fault('renditions', `${publication.id}: ${what}`)
  if (publication.content === null) return fault('there are no bytes')
  const hash = createHash('sha256')
    .update(publication.content)
    .update(publication.body ?? '')
  if (hash.digest('hex') !== publication.sha256) return fault('the bytes are not those of their hash')
  // What another renderer has made is made again by the next start.
  if (publication.renderer !== kind.renderer) return
  try {
    const made = await renditionOf(db, kind, plainPublication(publication), content)
    if (made.sha256 !== publication.sha256) fault('its revision gives other bytes')
    else if (made.facts !== publication.facts) fault('its revision gives other facts')
  } catch (error) {
    fault(`it cannot be made again: ${(error as Error).message}`)
  }
}

/** A publication without what was joined to it. */
export function plainPublication(row: StoredPublication): PublicationRow {
  const { source, document_kind, retraction_at, content, body, facts, sha256, renderer, ...publication } = row
  return publication
}

async function verifyTerms(
  { db, report }: Examination,
  { id, published_at, updated_at }: StoredPublication,
  terms: readonly string[],
): Promise<number> {
  if (terms.length === 0) return 0
  const found = new Map(
    (await store.termsFound(db, { terms, place: { id, publishedAt: published_at } })).map((row) => [
      row.term,
      row.updated_at,
    ]),
  )
  for (const term of terms) {
    report.examined('terms')
    const updatedAt = found.get(term)
    if (updatedAt === undefined) report.fault('terms', `${id} is not found by ${term}`)
    else if (updatedAt !== updated_at) report.fault('terms', `${id} has a wrong place under ${term}`)
  }
  return found.size
}

/** There are terms that no publication asks for: which ones. */
async function findExcess({ db, report }: Examination): Promise<void> {
  type Term = Awaited<ReturnType<typeof store.nextTerms>>[number]
  for await (const row of eachRow<Term>((last) => store.nextTerms(db, last, termsBatch))) {
    const content = row.kind && row.content ? read(kinds[row.kind], row.content) : undefined
    const isWanted = row.kind && content !== undefined && kinds[row.kind].termsOf(content).includes(row.term)
    if (!isWanted || row.published_at !== row.wanted)
      report.fault('terms', `${row.publication_id} stands wrongly under ${row.term}`)
  }
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
