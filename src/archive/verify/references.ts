import type { Queries } from '../../db/database.ts'
import { referenceKinds } from '../../kinds.ts'
import type { ReferencePut } from '../../references/put.ts'
import { namesOf, sideRowsOf, storedSideRows } from '../../references/side-rows.ts'
import { eachRow, withNeighbours } from '../batches.ts'
import type { VerifyContext } from './publications.ts'
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

/** Verifies every state of every reference, and its side rows. */
export async function verifyReferences(examination: VerifyContext): Promise<void> {
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

function verifyPeriod({ report }: VerifyContext, row: Row, before: Row | null): void {
  const { kind, key, visible_from, visible_until } = row
  if (visible_until !== null && visible_until <= visible_from)
    report.fault('references', `${kind}/${key} ends before it starts`)
  if (before && (before.visible_until === null || before.visible_until > visible_from))
    report.fault('references', `${kind}/${key} has two states at ${visible_from}`)
}

/** Returns the number of its listings. */
async function verifyContent({ db, report }: VerifyContext, row: Row): Promise<number> {
  const name = `${row.kind}/${row.key}`
  const kept = await storedSideRows(db, row)
  const put = read(row)
  if (!put) report.fault('references', `${name} does not match the schema`)
  else if (put.key !== row.key) report.fault('references', `${name} has the key ${put.key} in its content`)
  // Another `derivation` is not a fault: the next start rebuilds the row.
  if (!put || row.derivation !== put.derivation) return kept.listings.length
  const wanted = namesOf(sideRowsOf(put, row))
  const found = namesOf(kept)
  for (const one of wanted) if (!found.has(one)) report.fault('references', `${name} lost its ${one}`)
  for (const one of found) if (!wanted.has(one)) report.fault('references', `${name} never had the ${one}`)
  return kept.listings.length
}

function read({ kind, content }: Row): ReferencePut | null {
  try {
    return referenceKinds[kind].read(JSON.parse(content))
  } catch {
    return null
  }
}
