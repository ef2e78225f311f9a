import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreFault } from '../kernel/errors.ts'

export interface AppliedMigration {
  readonly name: string
  readonly sha256: string
}

export interface MigrationFile extends AppliedMigration {
  readonly text: string
}

export function readMigrations(folder: string): MigrationFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      return { name: name.slice(0, -4), text, sha256: createHash('sha256').update(text).digest('hex') }
    })
}

/** Returns the names of the applied migrations. Throws if one is unknown here or its file has changed since. */
export function checkReleased(
  applied: readonly AppliedMigration[],
  files: readonly MigrationFile[],
): Set<string> {
  for (const { name, sha256 } of applied) {
    const file = files.find((one) => one.name === name)
    if (!file)
      throw new StoreFault(
        `is newer than this program: it has the migration ${name}, which this program does not know`,
      )
    if (file.sha256 !== sha256) {
      throw new StoreFault(
        `was made with a different text of the migration ${name}: a released migration must not be changed`,
      )
    }
  }
  return new Set(applied.map(({ name }) => name))
}
