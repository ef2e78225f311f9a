import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { readMigrations } from '../../src/db/migrations.ts'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { derivables } from '../../src/kinds.ts'
import { rebuildOutdated } from '../../src/publishing/derived/rebuild.ts'
import { storyStore } from '../archive/stores.ts'
import { derivedOf, publishNamingBeside } from '../publishing/derived.ts'
import { reading } from '../reading.ts'
import { createFolder, migrations } from './files.ts'

/** Tables of older programs, each before those that refer to it. */
const tables = [
  ...['document', 'document_name', 'revision', 'publication', 'rendition', 'publication_term'],
  ...['correction', 'hold', 'retraction', 'tape', 'due'],
  ...['reference', 'reference_identifier', 'reference_link', 'listing'],
]

/** The same store as left by a program with fewer migrations and an older derivation. */
async function olderCopy(file: string, count: number): Promise<string> {
  const folder = createFolder()
  const some = join(folder, 'migrations')
  mkdirSync(some)
  for (const { name } of readMigrations(migrations).slice(0, count))
    cpSync(join(migrations, `${name}.sql`), join(some, `${name}.sql`))
  const copy = join(folder, 'older.db')
  await migrateSqlite(copy, some)
  const store = new Sqlite(copy)
  store.exec(`attach '${file}' as newer`)
  store.exec('update store_state set (epoch, instant) = (select epoch, instant from newer.store_state)')
  for (const table of tables) {
    const here = store.prepare<[], string>(`select name from pragma_table_info('${table}')`).pluck().all()
    const today: Record<string, string> = { renderer: '1', facts: 'traits' }
    const there = here.map((name) => today[name] ?? `"${name}"`)
    store.exec(
      `insert into ${table} (${here.map((name) => `"${name}"`)}) select ${there} from newer.${table}`,
    )
  }
  // Data that only this program or only an older one writes.
  store.exec(`update rendition set content = x'7b7d', sha256 = 'old', facts = '{}'`)
  store.exec(`delete from publication_term where term like 'named:%' or term like 'type:%'`)
  store.exec(
    `insert into publication_term select 'genre:news', published_at, updated_at, id from publication`,
  )
  store.close()
  return copy
}

test.each([1, 2])(
  'a store of a program with %s of the migrations gets all that is derived',
  async (count) => {
    const { db, file } = await storyStore()
    await publishNamingBeside(db)
    const copy = await olderCopy(file, count)
    await migrateSqlite(copy, migrations)
    const older = await openSqlite(copy, createClock())
    const { examined, changed } = await rebuildOutdated(older, derivables())
    expect(changed).toBeGreaterThan(10)
    expect(examined).toBeGreaterThan(changed)
    expect(await derivedOf(reading(older))).toEqual(await derivedOf(reading(db)))
    expect(await rebuildOutdated(older, derivables())).toMatchObject({ examined: 0, changed: 0, failed: 0 })
    await older.close()
  },
)
