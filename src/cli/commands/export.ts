import type { Command } from 'commander'
import { followProgress } from '../../kernel/progress.ts'
import { examples, grouped, type Io, print } from '../io.ts'
import { withStoreSnapshot } from '../store.ts'

export const exportCommand = (program: Command, io: Io) =>
  program
    .command('export')
    .description(
      'Write the store as NDJSON, without the keys. The export has one JSON object a line and holds the store as of one moment. Safe while a server is running.',
    )
    .argument('[file]', 'Where to write the export; standard output by default')
    .option('--force', 'Replace the file if it exists')
    .addHelpText('after', examples('export newsroom.ndjson'))
    .action(async (file: string | undefined, { force = false }: { force?: boolean }) => {
      const { exportTo } = await import('../../archive/exchange/export.ts')
      const onProgress = followProgress(io.stderr, 'records')
      const { counts, instant } = await withStoreSnapshot(io, undefined, (snapshot) =>
        exportTo(snapshot, file ?? io.stdout, { force, onProgress }),
      )
      const records = Object.values(counts).reduce((sum, count) => sum + count, 0)
      if (file) print(io, `The export ${file} holds ${grouped(records)} records, up to ${instant}.`)
    })
