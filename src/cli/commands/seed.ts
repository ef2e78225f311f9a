import { type Command, InvalidArgumentError, Option } from 'commander'
import { CommandFault } from '../../kernel/errors.ts'
import { createProgress } from '../../kernel/progress.ts'
import { examples, type Io, print } from '../io.ts'
import { withStore } from '../store.ts'

type Size = 'full' | 'small'

export const seedCommand = (program: Command, io: Io) =>
  program
    .command('seed')
    .description(
      'Load the sample, or generate articles. The sample is one article with its references, product menu and disclaimer; loading it again changes nothing.',
    )
    .option(
      '--synthetic <count>',
      'Also generate this many articles in six languages. The store may hold no more than the sample.',
      readCount,
    )
    .addOption(
      new Option(
        '--body <size>',
        'Length of the generated articles, about 5 KB or 1 KB; full by default',
      ).choices(['full', 'small']),
    )
    .addHelpText('after', examples('seed', 'seed --synthetic 10000 --body small'))
    .action(async ({ synthetic, body }: { synthetic?: number; body?: Size }) => {
      if (synthetic !== undefined) return seedSynthetic(io, synthetic, body ?? 'full')
      if (body !== undefined) throw new CommandFault('--body needs --synthetic.')
      await seedSample(io)
    })

function readCount(text: string): number {
  const count = /^\d{1,8}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > 10_000_000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 10000000.')
  return count
}

const seedSample = (io: Io) =>
  withStore(
    io,
    async ({ db }) => {
      const { loadSample } = await import('../../../seeds/load.ts')
      const { references, publications } = await loadSample(db)
      print(io, `The sample is loaded: ${references} references and ${publications} publications are new.`)
    },
    { creates: true },
  )

async function seedSynthetic(io: Io, count: number, size: Size): Promise<void> {
  const { loadSynthetic } = await import('../../../seeds/synthetic/load.ts')
  const onProgress = createProgress(io.stderr, count, 'articles').report
  await withStore(io, ({ db }) => loadSynthetic(db, { count, size, onProgress }), { creates: true })
  print(io, `${count} synthetic articles are loaded.`)
}
