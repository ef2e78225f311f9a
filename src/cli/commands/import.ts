import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { CommandFault } from '../../kernel/errors.ts'
import { followProgress } from '../../kernel/progress.ts'
import type { StoreContext } from '../../server.ts'
import { examples, grouped, type Io, print } from '../io.ts'
import { storeFile, withStore } from '../store.ts'

interface Options {
  readonly dryRun?: boolean
  readonly strict?: boolean
}

export const importCommand = (program: Command, io: Io) =>
  program
    .command('import')
    .description(
      'Import an export, or articles as NDJSON. An export goes into a store that holds no more than the sample, which then gives readers the same answers. Articles come one JSON object a line; each is created or updated under its externalId, and gets a line of JSON with its result on standard output. The counts go to standard error. The exit status is 1 if a line was refused.',
    )
    .argument('<file>', 'Export, or articles')
    .option('--dry-run', 'Import into a temporary copy, and leave the store as it is')
    .option('--strict', 'Stop at the first line that is refused')
    .addHelpText('after', examples('import newsroom.ndjson', 'import articles.ndjson --dry-run'))
    .action(async (file: string, { dryRun = false, strict = false }: Options) => {
      if (!existsSync(file)) throw new CommandFault(`The file ${file} does not exist.`)
      const { isExactExport } = await import('../../archive/exchange/import-exact.ts')
      const read = (await isExactExport(file)) ? readExport : readArticles
      const work = (context: StoreContext) => read(io, context, file, strict)
      if (!dryRun) return withStore(io, work)
      const { withCopy } = await import('../../archive/backup/with-copy.ts')
      await withCopy(await storeFile(io), (copy) => withStore(io, work, `file:${copy}`))
    })

async function readExport(io: Io, { db }: StoreContext, file: string): Promise<void> {
  const { sampleHoldings } = await import('../../../seeds/load.ts')
  const { importExact } = await import('../../archive/exchange/import-exact.ts')
  const onProgress = followProgress(io.stderr, 'records')
  const { counts, instant } = await importExact(db, file, sampleHoldings(), onProgress)
  print(io, `The store is as it was exported: ${grouped(counts.document)} documents, up to ${instant}.`)
}

async function readArticles(
  io: Io,
  { db, config }: StoreContext,
  file: string,
  strict: boolean,
): Promise<void> {
  const { importArticles } = await import('../../archive/exchange/import.ts')
  const counts = await importArticles(db, config, file, {
    strict,
    onProgress: followProgress(io.stderr, 'bytes'),
    async onOutcomes(outcomes) {
      const lines = outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('')
      if (!io.stdout.write(lines)) await once(io.stdout, 'drain')
    },
  })
  const told = Object.entries(counts).map(([outcome, number]) => `${grouped(number)} ${outcome}`)
  io.stderr.write(`${told.join(', ')}.\n`)
  if (counts.refused > 0) throw new CommandFault(`${grouped(counts.refused)} lines were refused.`)
}
