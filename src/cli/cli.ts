import { parseArgs } from 'node:util'
import { besideMs, createClock } from '../kernel/clock.ts'
import { ConfigFault, loadEnvFile, readConfig } from '../kernel/config.ts'
import { CommandFault, StoreFault } from '../kernel/errors.ts'
import { Refusal } from '../kernel/refusal.ts'

/** A command: its help, and what it does. Modules are loaded when they are needed, so that `--help` is quick. */
interface Command {
  readonly help: string
  readonly options?: Record<string, { type: 'boolean' | 'string' }>
  /** What stands behind it without a name. */
  readonly operands?: { readonly min: number; readonly max: number }
  run(values: Record<string, unknown>, operands: readonly string[]): Promise<void>
}

const commands: Record<string, Command> = {
  serve: {
    help: 'serve [--sample]   Migrates the store and serves it. --sample: fills a store that did not exist with the sample.',
    options: { sample: { type: 'boolean' } },
    async run({ sample }) {
      const { serve } = await import('../server.ts')
      await serve(readConfig(), { sample: sample === true })
    },
  },
  migrate: {
    help: 'migrate            Brings the store to the state of this program: its schema, and all that is derived in it.',
    run: () =>
      withStore(async ({ applied, remade }) => {
        if (applied.length > 0) print(`Applied ${applied.join(', ')}.`)
        if (remade.examined > 0) print(remadeLine(remade))
        print('The store is up to date.')
      }),
  },
  seed: {
    help: [
      'seed               Loads the sample: one story with its references, product menu and disclaimer. Safe to repeat.',
      '     --synthetic N [--body small]   Adds N made-up articles in six languages, into a store that holds no more',
      '                     than the sample. Bodies of about 5 KB, or of about 1 KB.',
    ].join('\n  '),
    options: { synthetic: { type: 'string' }, body: { type: 'string' } },
    async run({ synthetic, body }) {
      if (synthetic !== undefined) return seedSynthetic(String(synthetic), String(body ?? 'full'))
      if (body !== undefined) throw new UsageFault('--body is for --synthetic.')
      await withStore(async ({ db }) => {
        const { loadSample } = await import('../../seeds/load.ts')
        const { references, publications } = await loadSample(db)
        print(`The sample is loaded: ${references} references and ${publications} publications are new.`)
      })
    },
  },
  keys: {
    help: [
      'keys create --name NAME --scopes A,B [--expires INSTANT]   Makes a key. The last line is the key: it is shown this',
      '                     once. docs/editing.md lists the scopes; an instant has a zone: 2027-01-01T00:00:00Z.',
      '     list            Prints the keys, without their secrets.',
      '     revoke ID       Ends a key: its next request is refused.',
    ].join('\n  '),
    options: { name: { type: 'string' }, scopes: { type: 'string' }, expires: { type: 'string' } },
    operands: { min: 1, max: 2 },
    async run(options, [act = '', id]) {
      const { keyCommand } = await import('./key-commands.ts')
      const run = keyCommand(act, id, options)
      await withStore(({ db, clock }) => run(db, clock.now(), print))
    },
  },
  rebuild: {
    help: [
      'rebuild            Makes all that is derived again: what readers get of each publication and what it is found by,',
      '                     the columns that editors list by, and what references are found by. A server may go on.',
    ].join('\n  '),
    run: () =>
      withStore(async ({ db }) => {
        const { rebuild } = await import('../publishing/derived/rebuild.ts')
        const { derivables } = await import('../kinds.ts')
        const { followProgress } = await import('../kernel/progress.ts')
        const onProgress = followProgress(process.stderr, 'rows')
        print(remadeLine(await rebuild(db, derivables(), { onProgress })))
      }),
  },
  backup: {
    help: [
      'backup FILE [--force]   Copies the store into a file, while a server goes on with it. --force writes over a file',
      '                     that is there.',
    ].join('\n  '),
    options: { force: { type: 'boolean' } },
    operands: { min: 1, max: 1 },
    run: async ({ force }, [file = '']) =>
      (await archive()).backupCommand(readConfig().databaseUrl, file, force === true, process),
  },
  verify: {
    help: [
      'verify [FILE]      Looks whether the store, or a backup of it, is sound, and whether all that is derived in it is',
      '                     what would be derived now. Writes nothing; a server may go on.',
    ].join('\n  '),
    operands: { min: 0, max: 1 },
    run: async (_, [file]) =>
      (await archive()).verifyCommand(file ? `file:${file}` : readConfig().databaseUrl, process),
  },
  restore: {
    help: [
      'restore FILE [--force]   Puts a backup in the place of the store, while no server runs. --force moves aside a store',
      '                     that holds more than the sample.',
    ].join('\n  '),
    options: { force: { type: 'boolean' } },
    operands: { min: 1, max: 1 },
    run: async ({ force }, [file = '']) =>
      (await archive()).restoreCommand(readConfig().databaseUrl, file, force === true, process),
  },
  export: {
    help: [
      'export [FILE] [--force]   Writes all that the store holds but keys, one JSON object a line, to a file or to standard',
      '                     output. --force writes over a file that is there.',
    ].join('\n  '),
    options: { force: { type: 'boolean' } },
    operands: { min: 0, max: 1 },
    run: async ({ force }, [file]) =>
      (await archive()).exportCommand(readConfig().databaseUrl, file, force === true, process),
  },
  import: {
    help: [
      'import FILE [--dry-run] [--strict]   Reads an export into a store that holds no more than the sample; or articles,',
      '                     one JSON object a line, each written under its externalId, and tells what became of each.',
      '                     --dry-run: on a copy of the store. --strict: stops at the first line that is refused.',
    ].join('\n  '),
    options: { 'dry-run': { type: 'boolean' }, strict: { type: 'boolean' } },
    operands: { min: 1, max: 1 },
    async run({ 'dry-run': dryRun, strict }, [file = '']) {
      const { importCommand, withCopy } = await archive()
      const config = readConfig()
      const work = (databaseUrl: string) =>
        withStore(({ db }) => importCommand(db, config, file, strict === true, process), {
          ...config,
          databaseUrl,
        })
      await (dryRun ? withCopy(config.databaseUrl, work) : work(config.databaseUrl))
    },
  },
  openapi: {
    help: 'openapi            Prints the OpenAPI document.',
    async run() {
      const { openApiDocument } = await import('./openapi-document.ts')
      process.stdout.write(await openApiDocument())
    },
  },
}

async function seedSynthetic(number: string, body: string): Promise<void> {
  const count = /^[1-9]\d{0,7}$/.test(number) ? Number(number) : 0
  if (count === 0 || count > 10_000_000)
    throw new UsageFault('--synthetic takes a number from 1 to 10000000, in decimal digits.')
  const size = body === 'full' || body === 'small' ? body : null
  if (!size) throw new UsageFault('--body takes small or full.')
  const { loadSynthetic } = await import('../../seeds/synthetic/load.ts')
  const { createProgress } = await import('../kernel/progress.ts')
  const progress = createProgress(process.stderr, count, 'articles')
  await withStore(({ db }) => loadSynthetic(db, { count, size, onProgress: progress.report }))
  print(`${count} synthetic articles are loaded.`)
}

const archive = () => import('./archive-commands.ts')

async function withStore(
  work: (context: import('../server.ts').StoreContext) => Promise<void>,
  config = readConfig(),
): Promise<void> {
  const { openStore } = await import('../server.ts')
  const context = await openStore(
    config,
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

function remadeLine({ examined, changed }: { examined: number; changed: number }): string {
  const count = (number: number) => number.toLocaleString('en')
  return `Rebuilt derived data: ${count(examined)} ${examined === 1 ? 'row' : 'rows'}, ${count(changed)} changed.`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

const usage = () =>
  `Usage: npm run broadtape -- <command>\n\n${Object.values(commands)
    .map(({ help }) => `  ${help}`)
    .join('\n')}\n\nSettings come from the environment; docs/settings.md lists them.`

async function main([name, ...rest]: string[]): Promise<void> {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (name === '--help' || name === 'help') return print(usage())
  if (!command) throw new UsageFault(name ? `There is no command ${JSON.stringify(name)}.` : 'Which command?')
  const { values, positionals } = parseArgs({
    args: rest,
    options: { ...command.options, help: { type: 'boolean' } },
    allowPositionals: true,
  })
  if (values.help) return print(command.help)
  const { min, max } = command.operands ?? { min: 0, max: 0 }
  if (positionals.length < min || positionals.length > max)
    throw new CommandFault(`Usage: npm run broadtape -- ${command.help}`)
  await command.run(values, positionals)
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
  if (error instanceof CommandFault) return error.message
  if (error instanceof StoreFault)
    return `The store ${readConfig().databaseUrl.replace('file:', '')} ${error.message}.`
  if (error instanceof Refusal && error.cause instanceof Error)
    return `${error.message} ${error.cause.message}`
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is in use: ${error.message}`
  if (error instanceof Error && 'syscall' in error && /^(?:listen|getaddrinfo)$/.test(String(error.syscall)))
    return `The address cannot be used: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
