import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Database } from '../../db/database.ts'
import { withExamples } from '../../http/openapi/examples.ts'
import { type Document, type DocumentName, documentNames, partOf } from '../../http/openapi/parts.ts'
import { examples, type Io } from '../io.ts'

export const openApiCommand = (program: Command, io: Io) =>
  program
    .command('openapi')
    .description('Print the OpenAPI document of the HTTP API. Needs no store.')
    .option(
      '--folder <folder>',
      'write it to openapi.json there, and each side to delivery.json and desk.json',
    )
    .addHelpText('after', examples('openapi', 'openapi --folder openapi'))
    .action(async ({ folder }: { folder?: string }) => {
      const documents = await openApiDocuments()
      if (folder === undefined) io.stdout.write(documents.openapi)
      else for (const name of documentNames) await writeFile(join(folder, `${name}.json`), documents[name])
    })

/** The OpenAPI documents of this program, as the folder `openapi` holds them. No store is needed: no request is made. */
export async function openApiDocuments(): Promise<Record<DocumentName, string>> {
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
  const textOf = (name: DocumentName) => `${JSON.stringify(partOf(document, name), null, 2)}\n`
  return { openapi: textOf('openapi'), delivery: textOf('delivery'), desk: textOf('desk') }
}

const withoutStore: Database = {
  snapshot: () => Promise.reject(new Error('describing the API asks nothing of the store')),
  onCommit: () => {},
  epoch: () => 0,
  isInPlace: () => true,
  write: () => Promise.reject(new Error('describing the API writes nothing')),
  close: () => Promise.resolve(),
}
