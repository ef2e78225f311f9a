import type { Command } from 'commander'
import { followProgress } from '../../kernel/progress.ts'
import { examples, type Io, print } from '../io.ts'
import { storeFile } from '../store.ts'

export const restoreCommand = (program: Command, io: Io) =>
  program
    .command('restore')
    .description(
      'Replace the store with a backup. The backup is checked, and migrated if it is older than this program. Stop the server first. A store that holds more than the sample is replaced only with --force.',
    )
    .argument('<file>', 'Backup to restore; stays as it is')
    .option('--force', 'Move the existing store aside, and print its new name')
    .addHelpText('after', examples('restore backups/monday.db', 'restore backups/monday.db --force'))
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      const { sampleHoldings } = await import('../../../seeds/load.ts')
      const { restore } = await import('../../archive/backup/restore.ts')
      const { aside, applied, instant, seq } = await restore(file, await storeFile(io, 'restore'), {
        force,
        sample: sampleHoldings(),
        onProgress: followProgress(io.stderr, 'pages'),
      })
      if (aside) print(io, `The store that was there is now ${aside}.`)
      if (applied.length > 0)
        print(io, `The backup was older than this program and got ${applied.join(', ')}.`)
      print(io, `The store is restored up to ${instant}, the tape up to ${seq}.`)
    })
