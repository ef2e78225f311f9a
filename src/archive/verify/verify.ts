import type { Queries, StoreSnapshot } from '../../db/database.ts'
import { verifyDocuments } from './documents.ts'
import { type Examination, verifyPublications } from './publications.ts'
import { verifyReferences } from './references.ts'
import { createReport, type Finding } from './report.ts'
import * as store from './store.ts'
import { verifyTape } from './tape.ts'

export interface VerifyOptions {
  /** Told how many things of how many were looked at. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Looks whether a store is sound: the file, what each row refers to, that every revision can be read, and that what
 * is derived from them is what would be derived now. Nothing is written, and little is held in memory at once.
 */
export async function verify(
  snapshot: StoreSnapshot,
  { onProgress }: VerifyOptions = {},
): Promise<Finding[]> {
  const { db } = snapshot
  const report = createReport()
  report.examined('file')
  for (const fault of await snapshot.damages()) report.fault('file', fault)
  // What is read from a damaged file tells nothing.
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
  return report.findings()
}

/** What an import has brought, within its transaction: what is derived has just been made. */
export async function verifyContents(db: Queries): Promise<Finding[]> {
  const report = createReport()
  await examine({ db, report, derived: false, onStep: () => {} })
  return report.findings()
}

async function examine(examination: Examination): Promise<void> {
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
