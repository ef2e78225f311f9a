import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/cli.ts'
import { scopes } from '../../src/slices.ts'
import { expectOneLine, runCommand } from './run.ts'

const program = createProgram(process)

/** Every command with its words, subcommands after the command that they belong to. */
const commandsBelow = (command: Command, words = ''): [string, Command][] =>
  command.commands.flatMap((one) => {
    const name = `${words}${one.name()}`
    return [[name, one] as [string, Command], ...commandsBelow(one, `${name} `)]
  })

describe.each(commandsBelow(program))('%s --help', (name, command) => {
  test('goes to standard output and explains each argument and option', async () => {
    const { code, out, errors } = await runCommand(`${name} --help`)
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(out).toMatch(new RegExp(`^Usage: npm run broadtape -- ${name} `))
    for (const { flags, description } of command.options) {
      expect(out).toContain(flags)
      expect(description).not.toBe('')
    }
    for (const argument of command.registeredArguments) expect(argument.description).not.toBe('')
  })
})

const leaves = commandsBelow(program).filter(([, command]) => command.commands.length === 0)

test.each(leaves)('%s --help has examples that the command can be read from', async (name, command) => {
  const { out } = await runCommand(`${name} --help`)
  const [, section = ''] = out.split('\nExamples:\n')
  const examples = section.trimEnd().split('\n')
  for (const example of examples) {
    const [, words = ''] = example.split(`npm run broadtape -- ${name}`)
    const { operands, unknown } = command.parseOptions(words.split(' ').filter(Boolean))
    expect({ example, unknown }).toEqual({ example, unknown: [] })
    const required = command.registeredArguments.filter((argument) => argument.required)
    expect(operands.length).toBeGreaterThanOrEqual(required.length)
    expect(operands.length).toBeLessThanOrEqual(command.registeredArguments.length)
  }
})

test('keys create --help lists every scope with what it allows', async () => {
  const { out } = await runCommand('keys create --help')
  for (const [scope, meaning] of Object.entries(scopes))
    expect(out).toMatch(new RegExp(`^ {2}${scope} +${meaning}$`, 'm'))
})

test('--help lists every command, and so does a start without one, but as a fault', async () => {
  const asked = await runCommand('--help')
  expect(asked).toMatchObject({ code: 0, errors: '' })
  for (const command of program.commands)
    expect(asked.out).toMatch(new RegExp(`^ {2}${command.name()} `, 'm'))
  expect(await runCommand('')).toEqual({ code: 1, out: '', errors: asked.out })
})

test.each([
  ['serv', /^error: unknown command 'serv' \(Did you mean serve\?\)/],
  ['keys drop', /^error: unknown command 'drop'/],
  ['serve --simple', /^error: unknown option '--simple' \(Did you mean --sample\?\)/],
  ['migrate now', /^error: too many arguments for 'migrate'/],
  ['backup', /^error: missing required argument 'file'/],
  ['seed --synthetic many', /must be a whole number from 1 to 10000000/],
  ['seed --synthetic 0', /must be a whole number from 1 to 10000000/],
  ['seed --synthetic 10000001', /must be a whole number from 1 to 10000000/],
  ['seed --synthetic 1 --body huge', /Allowed choices are full, small/],
  ['seed --body small', /^--body needs --synthetic/],
])('%s is told to be wrong in one line', async (command, pattern) => {
  expectOneLine(await runCommand(command), pattern)
})
