import { copyFileSync, writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openFileSnapshot } from '../../src/db/sqlite/file-snapshot.ts'
import { migrateSqlite, migrationsFolder } from '../../src/db/sqlite/migrate.ts'
import { createMigratedFile } from './files.ts'

/** Copies a store in the middle of a transaction, as a kill leaves it: half written, its journal beside it. */
function copyHalfWritten(file: string): string {
  const raw = new Sqlite(file)
  raw.pragma('journal_mode = delete')
  // Written pages go to the file before the commit.
  raw.pragma('cache_size = 1')
  raw.exec('begin immediate; update store_state set epoch = 77; create table filler (text text)')
  for (let row = 0; row < 20; row += 1) raw.exec('insert into filler values (hex(zeroblob(20000)))')
  const copy = `${file}.copy`
  for (const end of ['', '-journal']) copyFileSync(file + end, copy + end)
  raw.exec('rollback')
  raw.close()
  return copy
}

test('a store whose last write was killed is rolled back by whoever opens it first', async () => {
  const { file } = await createMigratedFile()
  const copy = copyHalfWritten(file)
  const snapshot = await openFileSnapshot(copy)
  expect(await snapshot.damages()).toEqual([])
  expect(await snapshot.db.selectFrom('store_state').select('epoch').execute()).toEqual([{ epoch: 0 }])
  await snapshot.close()
  expect((await migrateSqlite(copyHalfWritten(file), migrationsFolder)).applied).toEqual([])
})

test('so is one whose header was only half written', async () => {
  const { file } = await createMigratedFile()
  const copy = copyHalfWritten(file)
  writeFileSync(copy, Buffer.alloc(100), { flag: 'r+' })
  expect((await migrateSqlite(copy, migrationsFolder)).applied).toEqual([])
})
