import type { Command } from 'commander'
import { examples, type Io, readSettings } from '../io.ts'

export const serveCommand = (program: Command, io: Io) =>
  program
    .command('serve')
    .description(
      'Serve the newsroom over HTTP. The store is migrated first, or created if there is none. SIGTERM and SIGINT stop the server once open requests are answered.',
    )
    .option('--sample', 'Load the sample if nothing was ever published in the store')
    .addHelpText('after', examples('serve', 'serve --sample'))
    .action(async ({ sample = false }: { sample?: boolean }) => {
      const settings = await readSettings(io)
      const { serve } = await import('../../server.ts')
      await serve(settings, { sample })
    })
