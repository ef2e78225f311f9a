import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import { eachRow, withNeighbours } from '../batches.ts'
import type { VerifyContext } from './publications.ts'
import { eachReference, isSameReference } from './references.ts'
import * as store from './store.ts'

const batch = 1_000

type Entry = Awaited<ReturnType<typeof store.nextEntries>>[number]

/**
 * Verifies the tape from its beginning: no gaps, no steps back in time, and entries about references that match
 * their states. verifyPublications() verifies entries about publications.
 */
export async function verifyTape(examination: VerifyContext): Promise<void> {
  const { db, report, onStep } = examination
  const { instant } = await store.storeState(db)
  const entries = eachRow<Entry>((last) => store.nextEntries(db, { after: last?.seq ?? 0, limit: batch }))
  let ofReferences = 0
  for await (const { before, row } of withNeighbours(entries, () => true)) {
    report.examined('tape')
    for (const fault of orderFaults(row, before, instant)) report.fault('tape', fault)
    if (row.publication_id === null) {
      ofReferences += 1
      if (!(await isOfReference(db, row)))
        report.fault('tape', `${row.seq} records a change of ${row.subject} that did not happen`)
    }
    onStep()
  }
  const missing = (await countReferenceBounds(db)) - ofReferences
  if (missing > 0) report.fault('tape', `${missing} changes of references are not on the tape`)
}

function orderFaults(entry: Entry, before: Entry | null, instant: Instant): string[] {
  const wanted = (before?.seq ?? 0) + 1
  const faults = {
    [`${wanted} is missing`]: entry.seq !== wanted,
    [`${entry.seq} steps back in time`]: before !== null && entry.at < before.at,
    [`${entry.seq} was recorded before its instant`]: entry.recorded_at < entry.at,
    [`${entry.seq} is later than the last write of the store`]: entry.recorded_at > instant,
  }
  return Object.entries(faults).flatMap(([fault, isWrong]) => (isWrong ? [fault] : []))
}

async function isOfReference(db: Queries, { type, subject, at, version }: Entry): Promise<boolean> {
  const place = subject.indexOf('/')
  const bound = store.isReferenceBound(db, subject.slice(0, place), subject.slice(place + 1), at)
  return type === 'reference.changed' && version === null && (await bound)
}

/** Number of distinct starts and ends of states; a state that directly follows another counts once. */
async function countReferenceBounds(db: Queries): Promise<number> {
  let bounds = 0
  for await (const { before, row } of withNeighbours(eachReference(db), isSameReference)) {
    const takesOver = before?.visible_until === row.visible_from
    bounds += 1 + (row.visible_until === null ? 0 : 1) - (takesOver ? 1 : 0)
  }
  return bounds
}
