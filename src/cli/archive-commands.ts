import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { sampleHoldings } from '../../seeds/load.ts'
import { backup } from '../archive/backup/backup.ts'
import { restore } from '../archive/backup/restore.ts'
import { exportTo } from '../archive/exchange/export.ts'
import { importArticles } from '../archive/exchange/import.ts'
import { importExact, isExactExport } from '../archive/exchange/import-exact.ts'
import { nameBeside } from '../archive/files.ts'
import { lineOf } from '../archive/verify/report.ts'
import { verify } from '../archive/verify/verify.ts'
import { withSnapshot } from '../archive/with-snapshot.ts'
import type { Database } from '../db/database.ts'
import { fileOf, openSnapshot } from '../db/open.ts'
import { removeStore } from '../db/sqlite/companions.ts'
import { openFileSnapshot } from '../db/sqlite/file-snapshot.ts'
import type { Config } from '../kernel/config.ts'
import { CommandFault } from '../kernel/errors.ts'
import { followProgress, type ProgressStream } from '../kernel/progress.ts'

/** Where a command writes: what it was asked for, and beside it how far it has come. */
export interface Output {
  readonly stdout: Writable
  readonly stderr: ProgressStream
}

const print = ({ stdout }: Output, line: string): void => void stdout.write(`${line}\n`)
const count = (number: number) => number.toLocaleString('en')

export async function backupCommand(url: string, file: string, force: boolean, output: Output) {
  const onProgress = followProgress(output.stderr, 'pages')
  const { instant, seq } = await backup(fileOf(url), file, { force, onProgress })
  print(output, `The backup ${file} holds the store up to ${instant}, the tape up to ${seq}.`)
}

export async function verifyCommand(url: string, output: Output) {
  const file = fileOf(url)
  const findings = await withSnapshot(file, openSnapshot(url), (snapshot) => {
    const { missing } = snapshot
    if (missing.length > 0)
      throw new CommandFault(
        `The file ${file} is older than this program: it lacks ${missing.join(', ')}. The command migrate brings a store up to date, restore a backup.`,
      )
    return verify(snapshot, { onProgress: followProgress(output.stderr, 'rows') })
  })
  for (const finding of findings) print(output, lineOf(finding))
  if (findings.some(({ faults }) => faults > 0)) throw new CommandFault(`The file ${file} is not sound.`)
}

export async function restoreCommand(url: string, file: string, force: boolean, output: Output) {
  const onProgress = followProgress(output.stderr, 'pages')
  const { aside, applied, instant, seq } = await restore(file, fileOf(url), {
    force,
    sample: sampleHoldings(),
    onProgress,
  })
  if (aside) print(output, `The store that was there is now ${aside}.`)
  if (applied.length > 0)
    print(output, `The backup was older than this program and got ${applied.join(', ')}.`)
  print(output, `The store is restored up to ${instant}, the tape up to ${seq}.`)
}

export async function exportCommand(url: string, file: string | undefined, force: boolean, output: Output) {
  const onProgress = followProgress(output.stderr, 'records')
  const header = await withSnapshot(fileOf(url), openSnapshot(url), (snapshot) =>
    exportTo(snapshot, file ?? output.stdout, { force, onProgress }),
  )
  const records = Object.values(header.counts).reduce((sum, number) => sum + number, 0)
  if (file) print(output, `The export ${file} holds ${count(records)} records, up to ${header.instant}.`)
}

export async function importCommand(
  db: Database,
  config: Config,
  file: string,
  strict: boolean,
  output: Output,
) {
  if (!existsSync(file)) throw new CommandFault(`The file ${file} does not exist.`)
  if (await isExactExport(file)) {
    const { counts, instant } = await importExact(
      db,
      file,
      sampleHoldings(),
      followProgress(output.stderr, 'records'),
    )
    print(output, `The store is as it was exported: ${count(counts.document)} documents, up to ${instant}.`)
    return
  }
  const counts = await importArticles(db, config, file, {
    strict,
    onProgress: followProgress(output.stderr, 'bytes'),
    async onOutcomes(outcomes) {
      const lines = outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('')
      if (!output.stdout.write(lines)) await once(output.stdout, 'drain')
    },
  })
  const told = Object.entries(counts).map(([outcome, number]) => `${count(number)} ${outcome}`)
  output.stderr.write(`${told.join(', ')}.\n`)
  if (counts.refused > 0) throw new CommandFault(`${count(counts.refused)} lines were refused.`)
}

/** Lets `work` try on a copy of the store, whose address it gets and which is deleted behind it. */
export async function withCopy(url: string, work: (copy: string) => Promise<void>): Promise<void> {
  const storeFile = fileOf(url)
  const copy = nameBeside(storeFile, 'dry-run')
  try {
    if (existsSync(storeFile))
      await withSnapshot(storeFile, openFileSnapshot(storeFile), (snapshot) =>
        snapshot.copyTo(copy, () => {}),
      )
    await work(`file:${copy}`)
  } finally {
    removeStore(copy)
  }
}
