import { Readable, Writable } from 'node:stream'
import { expect } from 'vitest'
import { run } from '../../src/cli/cli.ts'

/** How a command of the program ended. */
export interface Ending {
  readonly code: number | null
  readonly out: string
  readonly errors: string
}

/** Runs a command with its arguments to its end, within this process and with no settings but these. */
export async function runCommand(
  command: string,
  settings: Record<string, string> = {},
  input: Iterable<string | Buffer> = [],
): Promise<Ending> {
  const stdout = collect()
  const stderr = collect()
  const io = {
    stdin: Readable.from([...input].map((piece) => Buffer.from(piece))),
    stdout: stdout.stream,
    stderr: stderr.stream,
    settings: { PORT: '0', ...settings },
  }
  const code = await run(command.split(' ').filter(Boolean), io)
  return { code, out: stdout.text(), errors: stderr.text() }
}

/** A stream, and the text that was written to it. */
export function collect() {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  return { stream, text: () => text }
}

/** Expects that a command has failed with one line, which matches. */
export function expectOneLine(ending: Ending, pattern: RegExp): void {
  expect(ending).toMatchObject({ code: 1, out: '' })
  expect(ending.errors).toMatch(/^[^\n]+\n$/)
  expect(ending.errors).toMatch(pattern)
}
