import type { Database, Queries, Write } from '../../db/database.ts'
import { ConstraintFault } from '../../db/faults.ts'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { type Holdings, isEmptyOrExactly } from '../../publishing/documents/holdings.ts'
import { touchEverything } from '../../publishing/touch.ts'
import { latest } from '../../values/time.ts'
import { lineOf } from '../verify/report.ts'
import { verifyContents } from '../verify/verify.ts'
import { derive } from './derive.ts'
import * as store from './import-store.ts'
import { capitalised, type Input } from './input.ts'
import type { Line } from './lines.ts'
import { insertRecord } from './record-store.ts'
import { ExportHeader, exportFormat, type Fields, type RecordType, records, recordTypes } from './records.ts'

const progressStep = 100

/** True if the first line is the header of an exact export. */
export const isExactExport = ({ first }: Input): boolean => first !== null && readHeader(first) !== null

/** The header of an exact export, or null if it is none. Throws a `CommandFault` for an unknown version. */
function readHeader({ bytes }: Line): ExportHeader | null {
  const value = parse(bytes)
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== exportFormat)
    return null
  const header = ExportHeader.safeParse(value)
  if (!header.success) throw new CommandFault('The export was made by a newer version of this program.')
  return header.data
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/**
 * Replaces the sample with an exact export, in one transaction: afterwards the store answers every read as the
 * exported one did. The import brings its own past, so it needs a store whose past nobody can have read. Derived data
 * is rebuilt and verified. Throws a `CommandFault` or `StoreFault`, and then has changed nothing.
 */
export async function importExact(
  db: Database,
  input: Input,
  sample: Holdings,
  onProgress: OnProgress,
): Promise<ExportHeader> {
  const work = async (write: Write) => {
    const { tx } = write
    if (!(await isEmptyOrExactly(tx, sample)))
      throw new StoreFault('holds more than the sample: an exact import needs a new store')
    await store.clear(tx)
    const header = await insertAll(tx, input, onProgress)
    await store.setState(tx, { instant: latest(write.at, header.instant), lineage: header.lineage })
    await derive(tx)
    const faults = (await verifyContents(tx)).filter((finding) => finding.faults > 0)
    if (faults.length > 0)
      throw new CommandFault(
        [`The export in ${input.name} is inconsistent:`, ...faults.map(lineOf)].join('\n'),
      )
    await touchEverything(tx)
    return header
  }
  return db.write(work, { isLarge: true, isUndated: true })
}

async function insertAll(tx: Queries, { name, lines }: Input, onProgress: OnProgress): Promise<ExportHeader> {
  const auditBefore = await store.lastAuditSeq(tx)
  const found = Object.fromEntries(recordTypes.map((type) => [type, 0])) as Record<RecordType, number>
  let header: ExportHeader | null = null
  let total = 0
  let done = 0
  for await (const line of lines) {
    if (!header) {
      header = readHeader(line)
      if (!header) throw new CommandFault(`${capitalised(name)} is not an exact export.`)
      total = Object.values(header.counts).reduce((sum, count) => sum + count, 0)
      continue
    }
    const { type, fields } = readRecord(line)
    // The audit trail of this store is kept; imported entries are appended to it.
    const record = type === 'audit' ? { ...fields, seq: Number(fields.seq) + auditBefore } : fields
    await insertRecord(tx, type, record).catch((error) => {
      if (!(error instanceof ConstraintFault)) throw error
      throw lineFault(line, `conflicts with earlier lines: ${error.message}`)
    })
    found[type] += 1
    done += 1
    if (done % progressStep === 0 || done === total) onProgress(Math.min(done, total), total)
  }
  if (!header) throw new CommandFault(`${capitalised(name)} is empty.`)
  for (const type of recordTypes)
    if (found[type] !== header.counts[type])
      throw new CommandFault(
        `${capitalised(name)} is incomplete: it has ${found[type]} of ${header.counts[type]} records of type ${type}.`,
      )
  return header
}

function readRecord(line: Line): { type: RecordType; fields: Fields } {
  if (line.isTooLong) throw lineFault(line, 'is too long')
  const value = parse(line.bytes)
  if (typeof value !== 'object' || value === null) throw lineFault(line, 'is not a JSON object in UTF-8')
  const { type, ...rest } = value as { type?: unknown }
  const known = recordTypes.find((one) => one === type)
  if (!known) throw lineFault(line, 'has an unknown type')
  const read = records[known].fields.safeParse(rest)
  if (read.success) return { type: known, fields: read.data }
  const [issue] = read.error.issues
  throw lineFault(line, `does not match the schema of ${known}: ${issue?.path.join('/')} ${issue?.message}`)
}

const lineFault = ({ number }: Line, what: string) => new CommandFault(`Line ${number} ${what}.`)
