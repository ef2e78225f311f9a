import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { CommandFault } from '../kernel/errors.ts'

/** A random name next to the file, for files that are kept. */
export const nameBeside = (file: string, purpose: string): string =>
  `${file}.${randomBytes(4).toString('hex')}.${purpose}`

/**
 * Creates a temporary file next to a file (mode 0600), named with the id of this process, and returns its name. Removes
 * those that killed processes have left. A process of another container looks killed: two must not write the same file.
 */
export function createTemporary(file: string, purpose: 'partial' | 'dry-run'): string {
  const begin = `${basename(file)}.`
  for (const path of abandonedIn(dirname(file))) {
    const name = basename(path)
    // `file.other.1.partial` belongs to another file.
    if (name.startsWith(begin) && /^\d+\./.test(name.slice(begin.length))) rmSync(path, { force: true })
  }
  const temporary = `${file}.${process.pid}.${purpose}`
  closeSync(openSync(temporary, 'wx', 0o600))
  return temporary
}

/** The temporary files in a folder whose processes are no longer running. */
export const abandonedIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => {
      const [, processId] = /\.(\d+)\.(?:partial|dry-run)(?:-[a-z]+)?$/.exec(name) ?? []
      return processId !== undefined && !isRunning(Number(processId))
    })
    .map((name) => join(folder, name))

/** A process with the id of this one was another, which had it before. */
function isRunning(processId: number): boolean {
  try {
    return processId !== process.pid && process.kill(processId, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Writes a file atomically: `make` fills a temporary file (mode 0600), which is synced and then renamed. Throws a
 * `CommandFault` if the file exists, unless `force`, or is no regular file.
 */
export async function writeAtomically<Result>(
  file: string,
  force: boolean,
  make: (temporary: string) => Promise<Result>,
): Promise<Result> {
  refuseExisting(file, force)
  const temporary = createTemporary(file, 'partial')
  try {
    const result = await make(temporary)
    flush(temporary)
    refuseExisting(file, force)
    renameSync(temporary, file)
    flush(dirname(file))
    return result
  } finally {
    rmSync(temporary, { force: true })
  }
}

function refuseExisting(file: string, force: boolean): void {
  if (!existsSync(dirname(file))) throw new CommandFault(`The folder ${dirname(file)} does not exist.`)
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isFile()) throw new CommandFault(`${file} is not a regular file, so it is not overwritten.`)
  if (!force) throw new CommandFault(`The file ${file} already exists. Use --force to overwrite it.`)
}

/** Throws a `CommandFault` if the name leads to one of the files, through links or otherwise, or would become one. */
export function requireOtherFile(file: string, others: readonly string[]): void {
  const found = statSync(file, { throwIfNoEntry: false })
  const isSame = (other: string) => {
    if (placeOf(other) === placeOf(file)) return true
    const { dev, ino } = statSync(other, { throwIfNoEntry: false }) ?? {}
    return found !== undefined && dev === found.dev && ino === found.ino
  }
  if (others.some(isSame)) throw new CommandFault(`The file ${file} is the store itself.`)
}

function placeOf(file: string): string {
  const folder = dirname(file)
  return join(existsSync(folder) ? realpathSync(folder) : resolve(folder), basename(file))
}

/** Syncs a file, or a directory after a rename in it, to disk. */
function flush(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
