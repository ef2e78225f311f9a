import type { Command } from 'commander'
import { CommandFault } from '../../kernel/errors.ts'
import { followProgress } from '../../kernel/progress.ts'
import { examples, type Io, print } from '../io.ts'
import { withStoreSnapshot } from '../store.ts'

export const verifyCommand = (program: Command, io: Io) =>
  program
    .command('verify')
    .description(
      'Check the store or a backup for damage. Checks the file and the hashes of its content, and compares all derived data with what would be derived now. The exit status is 1 if anything is wrong. Changes nothing; safe while a server is running.',
    )
    .argument('[file]', 'Backup to check; the store by default')
    .addHelpText('after', examples('verify', 'verify backups/monday.db'))
    .action(async (backup?: string) => {
      const { lineOf } = await import('../../archive/verify/report.ts')
      const { verify } = await import('../../archive/verify/verify.ts')
      await withStoreSnapshot(io, backup, async (snapshot, subject) => {
        const { missing } = snapshot
        if (missing.length > 0)
          throw new CommandFault(
            `${subject} is older than this program: it lacks ${missing.join(', ')}. The command migrate brings a store up to date, restore a backup.`,
          )
        const findings = await verify(snapshot, { onProgress: followProgress(io.stderr, 'rows') })
        for (const finding of findings) print(io, lineOf(finding))
        if (findings.some(({ faults }) => faults > 0)) throw new CommandFault(`${subject} is not sound.`)
      })
    })
