import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { CommandFault } from '../../kernel/errors.ts'
import type { StoreSnapshot } from '../database.ts'
import { companions } from './companions.ts'
import { connectReadOnly } from './connect.ts'
import { queriesOn } from './executor.ts'
import { faultCode, toStoreFault } from './faults.ts'
import { missingMigrations } from './migrate.ts'
import { lockFileOf } from './serving-lock.ts'

export interface FileSnapshot extends StoreSnapshot {
  /** Copies the snapshot into an empty file and reports the pages done and in total. */
  copyTo(target: string, onProgress: (done: number, total: number) => void): Promise<void>
}

/** Pages copied per step: 2 MiB. */
const pagesAtOnce = 256

const faultsMax = 20

/** Later writes of others are not seen. Throws a `StoreFault` if the file is no store, or newer than this program. */
export async function openFileSnapshot(file: string): Promise<FileSnapshot> {
  try {
    const missing = missingMigrations(file)
    const raw = connectReadOnly(file)
    raw.exec('begin')
    // The transaction begins with its first query.
    raw.prepare('select count(*) from sqlite_schema').get()
    // The other files lie beside the store, not beside a link to it.
    const place = realpathSync(file)
    return {
      db: queriesOn({ connection: () => raw }),
      files: [place, ...companions(place), lockFileOf(place)],
      missing,
      damages: async () => damagesOf(raw),
      danglingRows: async () => danglingRowsOf(raw),
      copyTo: (target, onProgress) => copy(raw, target, onProgress),
      close: async () => void raw.close(),
    }
  } catch (error) {
    throw toStoreFault(error)
  }
}

function damagesOf(raw: Sqlite.Database): string[] {
  try {
    const rows = raw.pragma(`integrity_check(${faultsMax})`) as { integrity_check: string }[]
    // A finding may have several lines, of which a heading says nothing.
    const lines = rows.flatMap((row) => row.integrity_check.split('\n'))
    return lines.filter((line) => line !== 'ok' && line !== '' && !line.startsWith('***'))
  } catch (error) {
    if (faultCode(error)) return [(error as Error).message]
    throw error
  }
}

const danglingRowsOf = (raw: Sqlite.Database): string[] =>
  raw
    .prepare<[], { child: string; parent: string }>(
      `select "table" as child, parent from pragma_foreign_key_check limit ${faultsMax}`,
    )
    .all()
    .map(({ child, parent }) => `a row of ${child} refers to a missing row of ${parent}`)

/** Throws a `CommandFault` if the target cannot be written, as when its disk is full. */
async function copy(
  raw: Sqlite.Database,
  target: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  try {
    // Inside the read transaction: outside of it, every write of another connection would restart the copy.
    await raw.backup(target, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages)
        return pagesAtOnce
      },
    })
    toSingleFile(target)
  } catch (error) {
    if (!faultCode(error)) throw error
    throw new CommandFault(`The copy in ${dirname(target)} cannot be made: ${(error as Error).message}.`)
  }
}

/** A store in WAL mode cannot even be read from a folder that is not writable. */
function toSingleFile(target: string): void {
  const copied = new Sqlite(target)
  try {
    copied.pragma('journal_mode = delete')
  } finally {
    copied.close()
  }
}
