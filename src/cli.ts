import { parseArgs } from 'node:util'
import { besideMs, createClock } from './clock.ts'
import { ConfigFault, loadEnvFile, readConfig } from './config.ts'
import { StoreFault } from './errors.ts'

/** A command: its help, and what it does. Modules are loaded when they are needed, so that `--help` is quick. */
interface Command {
  readonly help: string
  readonly options?: Record<string, { type: 'boolean' }>
  run(values: Record<string, unknown>): Promise<void>
}

const commands: Record<string, Command> = {
  serve: {
    help: 'serve [--sample]   Migrates the store and serves it. --sample: fills a store that did not exist with the sample.',
    options: { sample: { type: 'boolean' } },
    async run({ sample }) {
      const { serve } = await import('./server.ts')
      await serve(readConfig(), { sample: sample === true })
    },
  },
  migrate: {
    help: 'migrate            Brings the store to the state of this program.',
    run: () =>
      withStore(async () => {
        print('The store is up to date.')
      }),
  },
  seed: {
    help: 'seed               Loads the sample: one story with its references, product menu and disclaimer. Safe to repeat.',
    run: () =>
      withStore(async ({ db }) => {
        const { loadSample } = await import('../seeds/load.ts')
        const { references, publications } = await loadSample(db)
        print(`The sample is loaded: ${references} references and ${publications} publications are new.`)
      }),
  },
  rebuild: {
    help: 'rebuild            Makes the stored bytes of every publication again from its revision.',
    run: () =>
      withStore(async ({ db }) => {
        const { rebuild } = await import('./publishing/rebuild.ts')
        const { kinds } = await import('./kinds.ts')
        const { examined, changed } = await rebuild(db, kinds)
        print(`${examined} publications were made again, ${changed} of them came out differently.`)
      }),
  },
  openapi: {
    help: 'openapi            Prints the OpenAPI document.',
    async run() {
      const { openApiDocument } = await import('./openapi-document.ts')
      process.stdout.write(await openApiDocument())
    },
  },
}

async function withStore(
  work: (context: import('./server.ts').StoreContext) => Promise<void>,
): Promise<void> {
  const { openStore } = await import('./server.ts')
  const context = await openStore(
    readConfig(),
    createClock(undefined, besideMs),
    process.stderr,
    new AbortController().signal,
  )
  try {
    await work(context)
  } finally {
    await context.db.close()
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

const usage = () =>
  `Usage: npm run broadtape -- <command>\n\n${Object.values(commands)
    .map(({ help }) => `  ${help}`)
    .join('\n')}\n\nSettings come from the environment; the README lists them.`

async function main([name, ...rest]: string[]): Promise<void> {
  const command = name === undefined ? undefined : commands[name]
  if (name === '--help' || name === 'help') return print(usage())
  if (!command) throw new UsageFault(name ? `There is no command ${JSON.stringify(name)}.` : 'Which command?')
  const { values } = parseArgs({ args: rest, options: { ...command.options, help: { type: 'boolean' } } })
  if (values.help) print(command.help)
  else await command.run(values)
}

class UsageFault extends Error {}

try {
  loadEnvFile()
  await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = 1
  process.stderr.write(`${explain(error)}\n`)
}

/** One clear line for what the operator can mend; everything else keeps its trace. */
function explain(error: unknown): string {
  if (error instanceof UsageFault) return `${error.message}\n${usage()}`
  if (error instanceof ConfigFault) return `The settings cannot be used:\n${error.message}`
  if (error instanceof StoreFault) return `The store ${readConfig().databaseFile} ${error.message}.`
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is in use: ${error.message}`
  if (error instanceof Error && 'syscall' in error && /^(?:listen|getaddrinfo)$/.test(String(error.syscall)))
    return `The address cannot be used: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
