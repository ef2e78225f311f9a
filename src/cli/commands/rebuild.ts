import type { Command } from 'commander'
import { followProgress } from '../../kernel/progress.ts'
import { examples, type Io } from '../io.ts'
import { printRebuilt, withStore } from '../store.ts'

export const rebuildCommand = (program: Command, io: Io) =>
  program
    .command('rebuild')
    .description(
      'Rebuild all derived data. That is what readers get of each publication, the terms it is found by, the columns that editors list by, and the links of references. Prints how much of it changed. Safe while a server is running.',
    )
    .addHelpText('after', examples('rebuild'))
    .action(() =>
      withStore(io, async ({ db }) => {
        const { derivables } = await import('../../kinds.ts')
        const { rebuild } = await import('../../publishing/derived/rebuild.ts')
        const onProgress = followProgress(io.stderr, 'rows')
        printRebuilt(io, await rebuild(db, derivables(), { onProgress }))
      }),
    )
