import type { Queries, StoreSnapshot } from '../../db/database.ts'
import { derivables } from '../../kinds.ts'
import { countRows } from '../../publishing/derived/derivable.ts'
import { verifyDocuments } from './documents.ts'
import { type VerifyContext, verifyPublications } from './publications.ts'
import { verifyReferences } from './references.ts'
import { createReport, type Finding } from './report.ts'
import * as store from './store.ts'
import { verifyTape } from './tape.ts'

export interface VerifyOptions {
  /** Called with verified rows and total rows. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Verifies the integrity of a store: the file, foreign keys, that every revision can be parsed, and that derived data
 * equals a rebuild. Read-only, in batches that bound its memory.
 */
export async function verify(
  snapshot: StoreSnapshot,
  { onProgress }: VerifyOptions = {},
): Promise<Finding[]> {
  const { db } = snapshot
  const report = createReport()
  report.examined('file')
  for (const fault of await snapshot.damages()) report.fault('file', fault)
  // Further findings from a damaged file would be meaningless.
  if (report.findings().some(({ faults }) => faults > 0)) return report.findings()
  report.examined('foreign keys')
  for (const fault of await snapshot.danglingRows()) report.fault('foreign keys', fault)
  const total = onProgress ? await countSteps(db) : 0
  let done = 0
  const onStep = () => {
    done += 1
    onProgress?.(Math.min(done, total), total)
  }
  await examine({ db, report, derived: true, onStep })
  for (const derivable of derivables()) {
    const outdated = await countRows(db, derivable, false)
    if (outdated > 0) report.examined('outdated', outdated)
  }
  return report.findings()
}

/** Verifies an import within its transaction. Skips derived data, which has just been built. */
export async function verifyContents(db: Queries): Promise<Finding[]> {
  const report = createReport()
  await examine({ db, report, derived: false, onStep: () => {} })
  return report.findings()
}

async function examine(examination: VerifyContext): Promise<void> {
  await verifyReferences(examination)
  await verifyDocuments(examination)
  await verifyPublications(examination)
  await verifyTape(examination)
}

async function countSteps(db: Queries): Promise<number> {
  const counts = [
    await store.countOf(db, 'reference'),
    await store.countOf(db, 'revision'),
    await store.countOf(db, 'publication'),
    await store.countOf(db, 'tape'),
  ]
  return counts.reduce((sum, count) => sum + count, 0)
}
