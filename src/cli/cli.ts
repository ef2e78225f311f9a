import { setImmediate } from 'node:timers/promises'
import { Command, CommanderError } from 'commander'
import { backupCommand } from './commands/backup.ts'
import { copyCommand } from './commands/copy.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { keysCommand } from './commands/keys.ts'
import { migrateCommand } from './commands/migrate.ts'
import { asyncApiCommand, openApiCommand } from './commands/openapi.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { restoreCommand } from './commands/restore.ts'
import { seedCommand } from './commands/seed.ts'
import { serveCommand } from './commands/serve.ts'
import { verifyCommand } from './commands/verify.ts'
import { explain } from './faults.ts'
import { type Io, invocation, isReaderGone, watchOutput } from './io.ts'

/**
 * Each adds one command with its help. Only the action loads what the command works with: loading the server takes
 * ten times as long as showing help.
 */
const definitions = [
  ...[serveCommand, migrateCommand, seedCommand, keysCommand, rebuildCommand],
  ...[backupCommand, verifyCommand, restoreCommand, exportCommand, importCommand, copyCommand],
  ...[openApiCommand, asyncApiCommand],
]

/**
 * Runs a command and returns its exit status: 0, or 1 with the error on `stderr`. A reader of `stdout` that has gone is no
 * fault, since it has read what it wanted; any other fault of `stdout` is.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const outputFault = watchOutput(io)
  const status = await runCommand(argv, io, outputFault)
  // Faults of what was written last are reported in the next turn of the event loop.
  await setImmediate()
  const fault = outputFault()
  return fault === null || isReaderGone(fault) ? status : 1
}

async function runCommand(
  argv: readonly string[],
  io: Io,
  outputFault: ReturnType<typeof watchOutput>,
): Promise<number> {
  try {
    await createProgram(io).parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has already written the help or the fault.
    if (error instanceof CommanderError) return error.exitCode
    if (error === outputFault()) return 0
    io.stderr.write(`${await explain(error, io)}\n`)
    return 1
  }
}

export function createProgram(io: Io): Command {
  const program = new Command(invocation)
    .usage('<command> [options]')
    .description('Run and maintain a Broadtape newsroom.')
    .addHelpText(
      'after',
      '\nSettings come from environment variables and the file .env; see docs/settings.md.',
    )
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .configureHelp({ subcommandDescription: (command) => command.description().split('. ', 1)[0] ?? '' })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Commander puts a suggestion on a second line.
      outputError: (text, write) => write(text.replace('\n(', ' (')),
    })
  for (const define of definitions) define(program, io)
  return program
}
