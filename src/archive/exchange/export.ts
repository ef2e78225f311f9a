import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Queries, StoreSnapshot } from '../../db/database.ts'
import { CommandFault } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { eachRow } from '../batches.ts'
import { requireOtherFile, writeAtomically } from '../files.ts'
import { countOf, storeState } from '../verify/store.ts'
import { nextRecords } from './record-store.ts'
import {
  type ExportHeader,
  exportFormat,
  exportVersion,
  type Fields,
  type RecordType,
  recordTypes,
} from './records.ts'

const batch = 100

/** Lines per chunk of the stream. */
const linesAtOnce = 100

/** Exports a snapshot as NDJSON: a header, then every record, one per line. A file is written atomically. */
export async function exportTo(
  snapshot: StoreSnapshot,
  target: Writable | string,
  { force, onProgress }: { readonly force: boolean; readonly onProgress: OnProgress },
): Promise<ExportHeader> {
  if (typeof target === 'string') requireOtherFile(target, snapshot.files)
  const header = await headerOf(snapshot)
  const lines = () => Readable.from(exportLines(snapshot.db, header, onProgress), { objectMode: true })
  if (typeof target !== 'string') await pipeline(lines(), target, { end: false })
  else await writeAtomically(target, force, (file) => pipeline(lines(), createWriteStream(file)))
  return header
}

async function headerOf({ db, missing }: StoreSnapshot): Promise<ExportHeader> {
  if (missing.length > 0)
    throw new CommandFault('The store is older than this program. Run the command migrate first.')
  const counts = {} as Record<RecordType, number>
  for (const type of recordTypes) counts[type] = await countOf(db, type)
  const { instant, lineage } = await storeState(db)
  return { type: 'header', format: exportFormat, version: exportVersion, instant, lineage, counts }
}

async function* exportLines(
  db: Queries,
  header: ExportHeader,
  onProgress: OnProgress,
): AsyncGenerator<string> {
  const total = Object.values(header.counts).reduce((sum, count) => sum + count, 0)
  let lines = [JSON.stringify(header)]
  let done = 0
  for (const type of recordTypes) {
    for await (const record of eachRow<Fields>((last) => nextRecords(db, type, last, batch))) {
      lines.push(JSON.stringify({ type, ...record }))
      done += 1
      if (lines.length < linesAtOnce) continue
      yield `${lines.join('\n')}\n`
      lines = []
      onProgress(done, total)
    }
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
  if (total > 0) onProgress(total, total)
}
