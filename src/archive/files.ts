import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandFault } from '../kernel/errors.ts'

/** A random name next to the file, for temporary or kept files. */
export const nameBeside = (file: string, purpose: string): string =>
  `${file}.${randomBytes(4).toString('hex')}.${purpose}`

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
  const temporary = nameBeside(file, 'partial')
  try {
    closeSync(openSync(temporary, 'wx', 0o600))
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
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isFile()) throw new CommandFault(`${file} is not a regular file, so it is not overwritten.`)
  if (!force) throw new CommandFault(`The file ${file} already exists. Use --force to overwrite it.`)
}

/** Throws a `CommandFault` if both names lead to one file, through links or otherwise. */
export function requireOtherFile(file: string, others: readonly string[]): void {
  const found = statSync(file, { throwIfNoEntry: false })
  const isSame = (other: string) => {
    const { dev, ino } = statSync(other, { throwIfNoEntry: false }) ?? {}
    return dev === found?.dev && ino === found?.ino
  }
  if (found && others.some(isSame)) throw new CommandFault(`The file ${file} is the store itself.`)
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
