import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { readMigrations } from '../../src/db/migrations.ts'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { StoreFault } from '../../src/kernel/errors.ts'
import { createFolder, migrations } from './files.ts'

const run = promisify(execFile)
const all = readMigrations(migrations).map(({ name }) => name)

/** A folder for a store, and a copy of the migrations that a test can change. */
function createPlace() {
  const folder = createFolder()
  const copy = join(folder, 'migrations')
  cpSync(migrations, copy, { recursive: true })
  return { folder, file: join(folder, 'store.db'), copy }
}

/** Everything in the store, as text. */
function contentsOf(file: string): unknown[] {
  const database = new Sqlite(file, { readonly: true })
  const schema = database.prepare('select name, sql from sqlite_schema order by name').all()
  const applied = database.prepare('select name from kysely_migration').all()
  const state = database.prepare('select * from store_state').all()
  database.close()
  return [...schema, ...applied, ...state]
}

const refusalOf = async (file: string, folder = migrations): Promise<string> => {
  const error: unknown = await migrateSqlite(file, folder).catch((error) => error)
  expect(error).toBeInstanceOf(StoreFault)
  const message = error instanceof Error ? error.message : ''
  expect(message).not.toContain('\n')
  return message
}

test('a missing store is created, including its folders, with the application id', async () => {
  const file = join(createFolder(), 'new', 'folder', 'store.db')
  expect(await migrateSqlite(file, migrations)).toEqual({ applied: all })
  const database = new Sqlite(file, { readonly: true })
  expect(database.pragma('application_id', { simple: true })).toBe(0x42544150)
  database.close()
})

test('migrating again changes nothing', async () => {
  const { file } = createPlace()
  await migrateSqlite(file, migrations)
  const before = contentsOf(file)
  expect(await migrateSqlite(file, migrations)).toEqual({ applied: [] })
  expect(contentsOf(file)).toEqual(before)
})

test('a new migration is applied to a store that has the earlier ones', async () => {
  const { file, copy } = createPlace()
  await migrateSqlite(file, copy)
  writeFileSync(
    join(copy, '9001_more.sql'),
    'create table more (id integer) strict;\ncreate index i on more (id);',
  )
  expect(await migrateSqlite(file, copy)).toEqual({ applied: ['9001_more'] })
})

test('a released migration whose text has changed is refused', async () => {
  const { file, copy } = createPlace()
  await migrateSqlite(file, copy)
  const before = contentsOf(file)
  appendFileSync(join(copy, '0001_newsroom.sql'), '\n-- changed\n')
  expect(await refusalOf(file, copy)).toMatch(/0001_newsroom.*must not be changed/)
  expect(contentsOf(file)).toEqual(before)
})

test('a store of a newer program is refused', async () => {
  const { file, copy } = createPlace()
  writeFileSync(join(copy, '9001_future.sql'), 'create table future (id integer) strict;')
  await migrateSqlite(file, copy)
  rmSync(join(copy, '9001_future.sql'))
  expect(await refusalOf(file, copy)).toMatch(/newer than this program.*9001_future/)
})

test('a failing migration rolls back the store, including the other pending migrations', async () => {
  const { file, copy } = createPlace()
  await migrateSqlite(file, copy)
  const before = contentsOf(file)
  writeFileSync(join(copy, '9001_good.sql'), 'create table good (id integer) strict;')
  writeFileSync(join(copy, '9002_bad.sql'), 'create table half (id integer) strict; create tabel oops;')
  await expect(migrateSqlite(file, copy)).rejects.toThrow('syntax error')
  expect(contentsOf(file)).toEqual(before)
  rmSync(join(copy, '9002_bad.sql'))
  expect((await migrateSqlite(file, copy)).applied).toEqual(['9001_good'])
})

test('after a failing first migration all of them are applied', async () => {
  const { file, copy } = createPlace()
  writeFileSync(join(copy, '9001_bad.sql'), 'create tabel oops;')
  await expect(migrateSqlite(file, copy)).rejects.toThrow('syntax error')
  rmSync(join(copy, '9001_bad.sql'))
  expect((await migrateSqlite(file, copy)).applied).toEqual(all)
})

test.each([
  ['a text', 'Dear reader, this is a letter and not a store.\n'.repeat(50)],
  ['a short text', 'Hi'],
  ['a damaged database', `SQLite format 3\0${'x'.repeat(5_000)}`],
])('a file that is no database is refused and left untouched: %s', async (_, text) => {
  const { file, folder } = createPlace()
  writeFileSync(file, text)
  await refusalOf(file)
  expect(readFileSync(file, 'latin1')).toBe(text)
  expect(existsSync(join(folder, 'store.db-wal'))).toBe(false)
})

test('a folder instead of a file is refused', async () => {
  const { file } = createPlace()
  mkdirSync(file)
  await refusalOf(file)
})

test('an empty file becomes a store', async () => {
  const { file } = createPlace()
  writeFileSync(file, '')
  expect((await migrateSqlite(file, migrations)).applied).toEqual(all)
})

test('a database of another program is refused and left untouched, byte for byte', async () => {
  const { file } = createPlace()
  const other = new Sqlite(file)
  other.exec('create table bookmark (url text)')
  other.close()
  const before = readFileSync(file)
  expect(await refusalOf(file)).toMatch(/another program/)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a store whose only writes are still in its journal, as after a power cut, is recognised', async () => {
  const { file, folder } = createPlace()
  const cut = join(folder, 'cut.db')
  const writer = new Sqlite(cut)
  writer.pragma('journal_mode = wal')
  writer.exec('begin; pragma application_id = 0x42544150; create table half (id integer); commit')
  cpSync(cut, file)
  cpSync(`${cut}-wal`, `${file}-wal`)
  writer.close()
  expect(await migrateSqlite(file, migrations)).toEqual({ applied: all })
})

test('of processes that migrate concurrently all succeed, and one creates the store', async () => {
  const { file } = createPlace()
  const script = `
    import { migrateSqlite } from './src/db/sqlite/migrate.ts'
    const { created, applied } = await migrateSqlite(${JSON.stringify(file)}, ${JSON.stringify(migrations)})
    console.log(JSON.stringify({ created, applied }))`
  const outcomes = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const { stdout } = await run('node_modules/.bin/node', ['--input-type=module', '-e', script])
      return JSON.parse(stdout)
    }),
  )
  expect(outcomes.filter(({ applied }) => applied.length > 0)).toEqual([{ applied: all }])
  expect(outcomes.filter(({ applied }) => applied.length === 0)).toEqual(
    Array.from({ length: 2 }, () => ({ applied: [] })),
  )
})
