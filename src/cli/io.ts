import type { Readable, Writable } from 'node:stream'
import type { Config } from '../kernel/config.ts'

/** What a command reads and writes: its result goes to `stdout`; progress, the log and faults go to `stderr`. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable & { readonly isTTY?: boolean }
  /** Read instead of the environment and `.env`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** How the program is started, as help texts show it. */
export const invocation = 'npm run broadtape --'

export const print = ({ stdout }: Io, line: string): void => void stdout.write(`${line}\n`)

/** Waits until the text is written. False if it cannot be, as when the reader of a pipe has gone. */
export const write = ({ stdout }: Io, text: string): Promise<boolean> =>
  new Promise((resolve) => stdout.write(text, (error) => resolve(!error)))

/**
 * Takes the faults of the two streams, which Node would otherwise throw, and returns the first of `stdout`. A command goes
 * on, since its work does not depend on who reads its result; of a reader that has gone nothing is told.
 */
export function watchOutput({ stdout, stderr }: Io): () => NodeJS.ErrnoException | null {
  let first: NodeJS.ErrnoException | null = null
  stdout.on('error', (fault: NodeJS.ErrnoException) => {
    if (first === null && !isReaderGone(fault))
      stderr.write(`Standard output cannot be written: ${fault.message}\n`)
    first ??= fault
  })
  // Nobody is left to be told.
  stderr.on('error', () => {})
  return () => first
}

export const isReaderGone = ({ code }: NodeJS.ErrnoException): boolean => code === 'EPIPE'

/** The last section of a help text; each line is a command without the name of the program. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${invocation} ${line}`).join('\n')}`

export const grouped = (number: number): string => number.toLocaleString('en')

const settingsRead = new WeakMap<Io, Config>()

/** Reads the settings once, and then also names on `stderr` what in `.env` is no setting. */
export async function readSettings(io: Io): Promise<Config> {
  const { readConfig, strayLines } = await import('../kernel/config.ts')
  const known = settingsRead.get(io)
  if (known) return known
  if (!io.settings) for (const line of strayLines()) io.stderr.write(`${line}\n`)
  const config = readConfig(io.settings)
  settingsRead.set(io, config)
  return config
}
