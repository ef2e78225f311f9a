import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Input } from '../../archive/exchange/input.ts'
import { CommandFault } from '../../kernel/errors.ts'
import { followProgress } from '../../kernel/progress.ts'
import type { StoreContext } from '../../server.ts'
import { explain } from '../faults.ts'
import { examples, grouped, type Io, print, readSettings, write } from '../io.ts'
import { withStore } from '../store.ts'
import { copyStore } from './copy.ts'

interface Options {
  readonly dryRun?: boolean
  readonly strict?: boolean
}

const articleFields = `
Articles:
  Each line is an article as POST /admin/v1/articles takes it, with externalId, and may have:
  publish    true publishes it at once; imported articles need no review
  publishAt  publishes it at this instant, or at once if it has passed`

export const importCommand = (program: Command, io: Io) =>
  program
    .command('import')
    .description(
      'Import an export, or articles as NDJSON. An export goes into a store that holds no more than the sample, which then gives readers the same answers. Articles come one JSON object a line; each is created or updated under its externalId, and gets a line of JSON with its result on standard output. The counts are the last line on standard error. The exit status is 1 if a line was refused.',
    )
    .argument('<file>', 'Export, or articles: a file, a pipe, or - for standard input')
    .option('--dry-run', 'Import into a temporary copy, and leave the store as it is')
    .option('--strict', 'Stop at the first line that is refused')
    .addHelpText('after', articleFields)
    .addHelpText(
      'after',
      examples('import newsroom.ndjson', 'import articles.ndjson --dry-run', 'import - --strict'),
    )
    .action(async (file: string, { dryRun = false, strict = false }: Options) => {
      const { requireInput, withInput } = await import('../../archive/exchange/input.ts')
      const { isExactExport } = await import('../../archive/exchange/import-exact.ts')
      requireInput(file)
      const work = (context: StoreContext) =>
        withInput(file, io.stdin, (input) =>
          isExactExport(input) ? readExport(io, context, input) : readArticles(io, context, input, strict),
        )
      if (!dryRun) return withStore(io, work)
      await withStoreCopy(io, (copy) => withStore(io, work, { databaseUrl: `file:${copy}` }))
    })

/** Lets `work` try something on a copy of the store of the settings, whose file it gets and which is deleted afterwards. */
async function withStoreCopy(io: Io, work: (file: string) => Promise<void>): Promise<void> {
  const { withCopy, withTemporaryStore } = await import('../../archive/backup/with-copy.ts')
  const { fileOf } = await import('../../db/open.ts')
  const storeFile = fileOf((await readSettings(io)).databaseUrl)
  if (storeFile !== null) return withCopy(storeFile, work)
  await withTemporaryStore(join(tmpdir(), 'broadtape.db'), async (file) => {
    await copyStore(io, undefined, `file:${file}`)
    await work(file)
  })
}

async function readExport(io: Io, { db }: StoreContext, input: Input): Promise<void> {
  const { sampleHoldings } = await import('../../../seeds/load.ts')
  const { importExact } = await import('../../archive/exchange/import-exact.ts')
  const onProgress = followProgress(io.stderr, 'records')
  const { counts, instant } = await importExact(db, input, sampleHoldings(), onProgress)
  print(io, `The store is as it was exported: ${grouped(counts.document)} documents, up to ${instant}.`)
}

async function readArticles(
  io: Io,
  { db, config }: StoreContext,
  input: Input,
  strict: boolean,
): Promise<void> {
  const { importArticles } = await import('../../archive/exchange/import.ts')
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  const counted = () =>
    `${Object.entries(counts)
      .map(([outcome, number]) => `${number} ${outcome}`)
      .join(', ')}.`
  await importArticles(db, config, input, {
    strict,
    onProgress: followProgress(io.stderr, 'bytes'),
    async onOutcomes(outcomes) {
      for (const { outcome } of outcomes) counts[outcome] += 1
      await write(io, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''))
    },
  }).catch(async (error) => {
    // What was imported before the fault stays.
    throw new CommandFault(`${await explain(error, io)}\n${counted()}`)
  })
  if (counts.refused > 0) throw new CommandFault(counted())
  io.stderr.write(`${counted()}\n`)
}
