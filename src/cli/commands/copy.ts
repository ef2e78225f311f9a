import type { Command } from 'commander'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import { followProgress } from '../../kernel/progress.ts'
import { examples, grouped, type Io, print, readSettings } from '../io.ts'
import { withStore } from '../store.ts'

export const copyCommand = (program: Command, io: Io) =>
  program
    .command('copy')
    .description(
      'Copy a store into an empty one, which may be of the other engine. Everything is copied, the keys and the audit trail included, and compared by hashes. The new store gives the same answers. Safe while a server is running, whose later writes are not copied.',
    )
    .requiredOption('--from <url>', 'Store to copy, as in DATABASE_URL; stays as it is')
    .requiredOption('--to <url>', 'Empty or missing store')
    .addHelpText(
      'after',
      examples('copy --from file:./data/broadtape.db --to postgres://broadtape@db.example.com/broadtape'),
    )
    .action(async ({ from, to }: { from: string; to: string }) => {
      const { nameOf } = await import('../../db/open.ts')
      const { storeUrl } = await import('../../kernel/config.ts')
      const settings = await readSettings(io)
      const target = storeUrl('--to', to, settings)
      const rows = await copyStore(io, storeUrl('--from', from, settings), target)
      print(io, `The store ${nameOf(target)} is a copy: ${grouped(rows)} rows.`)
    })

/** Copies a store, without `from` that of the settings, into an empty or missing one. Returns the number of rows. */
export async function copyStore(io: Io, from: string | undefined, to: string): Promise<number> {
  const { copy } = await import('../../archive/exchange/copy.ts')
  const { withSnapshot } = await import('../../archive/with-snapshot.ts')
  const { nameOf, openSnapshot } = await import('../../db/open.ts')
  const source = from ?? (await readSettings(io)).databaseUrl
  let rows = 0
  await withSnapshot(`The store ${nameOf(source)}`, openSnapshot(source), (snapshot) =>
    withStore(
      io,
      async ({ db }) => {
        rows = await copy(snapshot, db, followProgress(io.stderr, 'rows'))
      },
      { creates: true, databaseUrl: to },
    ).catch((error) => {
      // A fault does not say which of the two stores it is of.
      throw error instanceof StoreFault
        ? new CommandFault(`The store ${nameOf(to)} ${error.message}.`)
        : error
    }),
  )
  return rows
}
