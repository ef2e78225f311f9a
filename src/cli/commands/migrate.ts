import type { Command } from 'commander'
import { examples, type Io, print } from '../io.ts'
import { printRebuilt, withStore } from '../store.ts'

export const migrateCommand = (program: Command, io: Io) =>
  program
    .command('migrate')
    .description(
      'Bring the store up to date with this version. Applies the migrations it lacks, then rebuilds derived data that an older version made. Creates the store if there is none.',
    )
    .addHelpText('after', examples('migrate'))
    .action(() =>
      withStore(
        io,
        async ({ applied, remade }) => {
          if (applied.length > 0) print(io, `Applied ${applied.join(', ')}.`)
          printRebuilt(io, remade)
          print(io, 'The store is up to date.')
        },
        { creates: true },
      ),
    )
