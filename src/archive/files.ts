import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandFault } from '../kernel/errors.ts'

/** A name beside the file that nothing has yet. */
export const nameBeside = (file: string, purpose: string): string =>
  `${file}.${randomBytes(4).toString('hex')}.${purpose}`

/**
 * Lets `make` fill a file beside the wanted one, which takes its name once it is on the disk: under that name there is
 * all of it or nothing. Only its owner may read it. Throws a `CommandFault` if there is a file already, unless `force`.
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
    throw new CommandFault(`The file ${file} exists. With --force it is written over.`)
}

/** Waits until a file, or the names in a folder, are on the disk. */
function flush(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
