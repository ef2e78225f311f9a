import type { Command } from 'commander'
import type { Database } from '../../db/database.ts'
import { examples, type Io } from '../io.ts'

export const openApiCommand = (program: Command, io: Io) =>
  program
    .command('openapi')
    .description('Print the OpenAPI document of the HTTP API. Needs no store.')
    .addHelpText('after', examples('openapi'))
    .action(async () => void io.stdout.write(await openApiDocument()))

/** The OpenAPI document of this program, as `openapi/openapi.json` holds it. No store is needed: no request is made. */
export async function openApiDocument(): Promise<string> {
  const { pino } = await import('pino')
  const { buildApp } = await import('../../app.ts')
  const { createClock } = await import('../../kernel/clock.ts')
  const { readConfig } = await import('../../kernel/config.ts')
  const context = {
    config: readConfig({}),
    clock: createClock(),
    log: pino({ level: 'silent' }),
    stopping: new AbortController().signal,
    db: withoutStore,
  }
  const app = await buildApp(context, { write: () => {} })
  await app.ready()
  const document = `${JSON.stringify(app.swagger(), null, 2)}\n`
  await app.close()
  return document
}

const withoutStore: Database = {
  snapshot: () => Promise.reject(new Error('describing the API asks nothing of the store')),
  onCommit: () => {},
  epoch: () => 0,
  isInPlace: () => true,
  write: () => Promise.reject(new Error('describing the API writes nothing')),
  close: () => Promise.resolve(),
}
