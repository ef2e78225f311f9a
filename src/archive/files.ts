import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandFault } from '../kernel/errors.ts'

/** A random name next to the file, for temporary or kept files. */
export const nameBeside = (file: string, purpose: string): string =>
  `${file}.${randomBytes(4).toString('hex')}.${purpose}`

/**
 * Writes a file atomically: `make` fills a temporary file (mode 0600), which is synced and then renamed. Throws a
 * `CommandFault` if the file exists, unless `force`.
 */
export async function makeWhole<Result>(
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
  if (!force && existsSync(file))
    throw new CommandFault(`The file ${file} already exists. Use --force to overwrite it.`)
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
