import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'

export const migrations = 'migrations/sqlite'

/** A folder that is removed after the test. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A migrated file. Each `open` acts as another process, with the system clock. Closed after the test. */
export async function createMigratedFile() {
  const file = join(createFolder(), 'store.db')
  await migrateSqlite(file, migrations)
  const open = async () => {
    const db = await openSqlite(file, createClock())
    onTestFinished(() => db.close())
    return db
  }
  return { file, open }
}
