import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { backup, withSnapshot } from '../archive/backup/backup.ts'
import { nameBeside, removeStore } from '../archive/backup/files.ts'
import { restore } from '../archive/backup/restore.ts'
import { exportTo } from '../archive/exchange/export.ts'
import { importArticles } from '../archive/exchange/import.ts'
import { importExact, isExactExport } from '../archive/exchange/import-exact.ts'
import { lineOf } from '../archive/verify/report.ts'
import { verify } from '../archive/verify/verify.ts'
import type { Database } from '../db/database.ts'
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

export async function backupCommand(storeFile: string, file: string, force: boolean, output: Output) {
  const onProgress = followProgress(output.stderr, 'pages')
  const { instant, seq } = await backup(storeFile, file, { force, onProgress })
  print(output, `The backup ${file} holds the store up to ${instant}, the tape up to ${seq}.`)
}

export async function verifyCommand(file: string, output: Output) {
  const findings = await withSnapshot(file, ({ db, missing }) => {
    if (missing.length > 0)
      throw new CommandFault(
        `The file ${file} is older than this program: it lacks ${missing.join(', ')}. The command migrate brings a store up to date, restore a backup.`,
      )
    return verify(db, { onProgress: followProgress(output.stderr, 'rows') })
  })
  for (const finding of findings) print(output, lineOf(finding))
  if (findings.some(({ faults }) => faults > 0)) throw new CommandFault(`The file ${file} is not sound.`)
}

export async function restoreCommand(storeFile: string, file: string, force: boolean, output: Output) {
  const onProgress = followProgress(output.stderr, 'pages')
  const { aside, applied, instant, seq } = await restore(file, storeFile, { force, onProgress })
  if (aside) print(output, `The store that was there is now ${aside}.`)
  if (applied.length > 0)
    print(output, `The backup was older than this program and got ${applied.join(', ')}.`)
  print(output, `The store is restored up to ${instant}, the tape up to ${seq}.`)
}

export async function exportCommand(
  storeFile: string,
  file: string | undefined,
  force: boolean,
  output: Output,
) {
  const onProgress = followProgress(output.stderr, 'records')
  const header = await exportTo(storeFile, file ?? output.stdout, { force, onProgress })
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
    const { counts, instant } = await importExact(db, file, followProgress(output.stderr, 'records'))
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

/** Lets `work` try on a copy of the store, which is deleted behind it. */
export async function withCopy(storeFile: string, work: (copy: string) => Promise<void>): Promise<void> {
  const copy = nameBeside(storeFile, 'dry-run')
  try {
    if (existsSync(storeFile)) await withSnapshot(storeFile, (snapshot) => snapshot.copyTo(copy, () => {}))
    await work(copy)
  } finally {
    removeStore(copy)
  }
}
