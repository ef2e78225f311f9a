import { rmSync } from 'node:fs'

/** The journal, WAL and shared-memory files that SQLite keeps beside a store. */
export const companions = (file: string): string[] => ['-journal', '-wal', '-shm'].map((end) => file + end)

export function removeCompanions(file: string): void {
  for (const path of companions(file)) rmSync(path, { force: true })
}

export function removeStore(file: string): void {
  rmSync(file, { force: true })
  removeCompanions(file)
}
