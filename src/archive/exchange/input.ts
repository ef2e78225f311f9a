import { createReadStream, existsSync, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { isStore } from '../../db/open.ts'
import { CommandFault } from '../../kernel/errors.ts'
import { type Line, readLines } from './lines.ts'

/** 16 MiB: content sent in 1 MiB, with every default written out. */
const lineMax = 16 * 1024 * 1024
const chunkBytes = 256 * 1024
/** Bytes by which a foreign format is recognised. */
const beginning = 100

/** The source of an import: a file or a pipe. It can be read only once. */
export interface Input {
  readonly name: string
  /** In bytes; null for a pipe. */
  readonly size: number | null
  /** Null if there is nothing but blank lines. */
  readonly first: Line | null
  /** All lines, with the first. */
  readonly lines: AsyncGenerator<Line>
}

/** Names of standard input. It may be a socket, which cannot be opened under these names. */
const isStandardInput = (file: string): boolean =>
  /^(?:-|\/dev\/stdin|\/(?:dev|proc\/self)\/fd\/0)$/.test(file)

/** Throws a `CommandFault` if there is no such file. */
export function requireInput(file: string): void {
  if (!isStandardInput(file) && !existsSync(file)) throw new CommandFault(`The file ${file} does not exist.`)
}

/**
 * Opens a file, a pipe or, for `-`, standard input, and closes it after `work`. Throws a `CommandFault` if its first
 * bytes show that it is not NDJSON.
 */
export async function withInput<Result>(
  file: string,
  stdin: Readable,
  work: (input: Input) => Promise<Result>,
): Promise<Result> {
  const isStdin = isStandardInput(file)
  const name = isStdin ? 'standard input' : `the file ${file}`
  const stream = isStdin ? stdin : createReadStream(file, { highWaterMark: chunkBytes })
  const rest = readLines(readable(name, stream), lineMax)
  try {
    const first = (await rest.next()).value ?? null
    if (first) refuseForeign(name, first)
    const found = isStdin ? undefined : statSync(file, { throwIfNoEntry: false })
    return await work({ name, size: found?.isFile() ? found.size : null, first, lines: joined(first, rest) })
  } finally {
    stream.destroy()
  }
}

async function* joined(first: Line | null, rest: AsyncGenerator<Line>): AsyncGenerator<Line> {
  if (first) yield first
  yield* rest
}

async function* readable(name: string, stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream
  } catch (error) {
    throw new CommandFault(`${capitalised(name)} cannot be read: ${(error as Error).message}.`)
  }
}

/** How other formats begin, which would give a fault for each line. */
const foreignFormats: [RegExp, string][] = [
  [/^\s*\[/, 'is a JSON array: write one object a line, without the brackets and the commas between them'],
  [
    /^> /,
    'begins with lines that npm has printed: remove those that begin with ">", and write such a file with "npm run --silent"',
  ],
  [/^(?:\xff\xfe|\xfe\xff|\0|[^\0]\0)/, 'is not in UTF-8 but in UTF-16'],
]

function refuseForeign(name: string, { bytes }: Line): void {
  const begin = bytes.subarray(0, beginning)
  const what = isStore(begin)
    ? 'is a store or a backup: the command restore takes it'
    : foreignFormats.find(([pattern]) => pattern.test(begin.toString('latin1')))?.[1]
  if (what) throw new CommandFault(`${capitalised(name)} ${what}.`)
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
