import type { Queries } from '../../db/database.ts'
import type { ReferencePut } from '../../references/put.ts'
import { eachRow, withNeighbours } from '../batches.ts'
import { type BesideReference, besideReference, readReference } from '../reference-kinds.ts'
import type { Examination } from './publications.ts'
import * as store from './references-store.ts'
import { countOf } from './store.ts'

const batch = 200

type Row = Awaited<ReturnType<typeof store.nextReferences>>[number]

export const eachReference = (db: Queries) =>
  eachRow<Row>((last) =>
    store.nextReferences(db, {
      kind: last?.kind ?? '',
      key: last?.key ?? '',
      from: last?.visible_from ?? '',
      limit: batch,
    }),
  )

export const isSameReference = (one: Row, other: Row) => one.kind === other.kind && one.key === other.key

/** Looks at every row of every reference, and at what is kept beside it to be found. */
export async function verifyReferences(examination: Examination): Promise<void> {
  const { db, report, onStep } = examination
  let listings = 0
  for await (const { before, row } of withNeighbours(eachReference(db), isSameReference)) {
    report.examined('references')
    verifyPeriod(examination, row, before)
    listings += await verifyContent(examination, row)
    onStep()
  }
  const excess = (await countOf(db, 'listing')) - listings
  if (excess > 0) report.fault('references', `${excess} listings belong to no instrument`)
}

function verifyPeriod({ report }: Examination, row: Row, before: Row | null): void {
  const { kind, key, visible_from, visible_until } = row
  if (visible_until !== null && visible_until <= visible_from)
    report.fault('references', `${kind}/${key} ends before it begins`)
  if (before && (before.visible_until === null || before.visible_until > visible_from))
    report.fault('references', `${kind}/${key} has two contents at ${visible_from}`)
}

/** Returns how many of its listings are kept. */
async function verifyContent(examination: Examination, row: Row): Promise<number> {
  const { db, report } = examination
  const put = read(row)
  if (!put) {
    report.fault('references', `${nameOf(row)} breaks the schema`)
    return 0
  }
  if (put.key !== row.key) report.fault('references', `${nameOf(row)} says that it is ${put.key}`)
  const beside = besideReference(put, row)
  if (row.visible_until === null) await verifyBeside(examination, row, beside)
  let listed = 0
  for (const listing of beside.listings) {
    if (await store.isListed(db, listing)) listed += 1
    else report.fault('references', `${nameOf(row)} is not found by ${listing.mic}:${listing.ticker}`)
  }
  return listed
}

const nameOf = ({ kind, key }: Row) => `${kind}/${key}`

function read({ kind, content }: Row): ReferencePut | null {
  try {
    return readReference[kind](JSON.parse(content))
  } catch {
    return null
  }
}

async function verifyBeside({ db, report }: Examination, row: Row, { identifiers, links }: BesideReference) {
  const wanted = new Set([
    ...identifiers.map(({ scheme, value }) => `identifier ${scheme} ${value}`),
    ...links.map((link) => `link ${link.target_kind} ${link.target_key}`),
  ])
  const kept = new Set(await store.besideReference(db, row.kind, row.key))
  for (const one of wanted) if (!kept.has(one)) report.fault('references', `${nameOf(row)} lost its ${one}`)
  for (const one of kept)
    if (!wanted.has(one)) report.fault('references', `${nameOf(row)} never had the ${one}`)
}
