import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Database } from '../../db/database.ts'
import { asyncApiOf } from '../../events/asyncapi.ts'
import { withExamples } from '../../http/openapi/examples.ts'
import { type Document, type DocumentName, partOf } from '../../http/openapi/parts.ts'
import { examples, type Io } from '../io.ts'

export const openApiCommand = (program: Command, io: Io) =>
  program
    .command('openapi')
    .description('Print the OpenAPI document of the HTTP API. Needs no store.')
    .option(
      '--folder <folder>',
      'write it to openapi.json there, each side to delivery.json and desk.json, and the stream to asyncapi.json',
    )
    .addHelpText('after', examples('openapi', 'openapi --folder openapi'))
    .action(async ({ folder }: { folder?: string }) => {
      const documents = await apiDocuments()
      if (folder === undefined) io.stdout.write(documents.openapi)
      else
        for (const [name, text] of Object.entries(documents))
          await writeFile(join(folder, `${name}.json`), text)
    })

export const asyncApiCommand = (program: Command, io: Io) =>
  program
    .command('asyncapi')
    .description('Print the AsyncAPI document of the stream of events. Needs no store.')
    .addHelpText('after', examples('asyncapi'))
    .action(async () => {
      io.stdout.write((await apiDocuments()).asyncapi)
    })

/** The descriptions of the API, as the folder `openapi` holds them. No store is needed: no request is made. */
export async function apiDocuments(): Promise<Record<DocumentName | 'asyncapi', string>> {
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
  const described = app.swagger() as Document
  await app.close()
  const examples = new URL('../../../openapi/examples.json', import.meta.url)
  const document = withExamples(described, JSON.parse(await readFile(examples, 'utf8')))
  const textOf = (value: object) => `${JSON.stringify(value, null, 2)}\n`
  const part = (name: DocumentName) => textOf(partOf(document, name))
  return {
    openapi: part('openapi'),
    delivery: part('delivery'),
    desk: part('desk'),
    asyncapi: textOf(asyncApiOf(document)),
  }
}

const withoutStore: Database = {
  snapshot: () => Promise.reject(new Error('describing the API asks nothing of the store')),
  onCommit: () => {},
  epoch: () => 0,
  isInPlace: () => true,
  lock: () => Promise.resolve(null),
  holds: () => false,
  write: () => Promise.reject(new Error('describing the API writes nothing')),
  close: () => Promise.resolve(),
}
