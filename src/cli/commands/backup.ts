import { dirname } from 'node:path'
import type { Command } from 'commander'
import { followProgress } from '../../kernel/progress.ts'
import { examples, type Io, print } from '../io.ts'
import { storeFile } from '../store.ts'

export const backupCommand = (program: Command, io: Io) =>
  program
    .command('backup')
    .description(
      'Copy the store to a file. The backup holds the store as of one moment and is checked before it gets its name. Safe while a server is running.',
    )
    .argument('<file>', 'Where to write the backup')
    .option('--force', 'Replace the file if it exists')
    .addHelpText('after', examples('backup backups/monday.db'))
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      const { backup } = await import('../../archive/backup/backup.ts')
      const { abandonedIn } = await import('../../archive/files.ts')
      const onProgress = followProgress(io.stderr, 'pages')
      const { instant, seq } = await backup(await storeFile(io, 'backup'), file, { force, onProgress })
      for (const left of abandonedIn(dirname(file)))
        io.stderr.write(`The file ${left} was left by a command that was killed, and can be deleted.\n`)
      print(io, `The backup ${file} holds the store up to ${instant}, the tape up to ${seq}.`)
    })
