import type { Writable } from 'node:stream'
import type { Config } from '../kernel/config.ts'
import type { ProgressStream } from '../kernel/progress.ts'

/** Where a command writes: its result to `stdout`; progress, the log and faults to `stderr`. */
export interface Io {
  readonly stdout: Writable
  readonly stderr: ProgressStream
  /** Read instead of the environment and `.env`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** How the program is started, as help texts show it. */
export const invocation = 'npm run broadtape --'

export const print = ({ stdout }: Io, line: string): void => void stdout.write(`${line}\n`)

/** The last section of a help text; each line is a command without the name of the program. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${invocation} ${line}`).join('\n')}`

export const grouped = (number: number): string => number.toLocaleString('en')

export async function readSettings({ settings }: Io): Promise<Config> {
  const { readConfig } = await import('../kernel/config.ts')
  return readConfig(settings)
}
