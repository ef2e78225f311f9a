import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTemporary, requireOtherFile } from '../../src/archive/files.ts'
import { openFileSnapshot } from '../../src/db/sqlite/file-snapshot.ts'
import { createFolder, createMigratedFile } from '../db/files.ts'

test('a temporary file replaces those that killed processes have left, and no other file', () => {
  const folder = createFolder()
  const file = join(folder, 'monday.db')
  const { pid: dead } = spawnSync('true')
  const left = [dead, process.pid].flatMap((id) => [`${id}.partial`, `${id}.partial-wal`, `${id}.dry-run`])
  const kept = [`${process.ppid}.partial`, 'a1b2c3d4.before-restore', 'partial', `${dead}.partial.txt`]
  for (const end of [...left, ...kept]) writeFileSync(`${file}.${end}`, '')
  const others = ['monday.db', `tuesday.db.${dead}.partial`, `mondayXdb.${dead}.partial`]
  for (const name of others) writeFileSync(join(folder, name), '')
  const made = createTemporary(file, 'partial')
  expect(made).toBe(`${file}.${process.pid}.partial`)
  expect(statSync(made).mode & 0o777).toBe(0o600)
  const expected = [...others, ...kept.map((end) => `monday.db.${end}`), `monday.db.${process.pid}.partial`]
  expect(readdirSync(folder).sort()).toEqual(expected.sort())
})

test('no name of the store or of a file that SQLite keeps beside it is another file', async () => {
  const { file } = await createMigratedFile()
  const folder = createFolder()
  const link = join(folder, 'link.db')
  symlinkSync(file, link)
  linkSync(file, join(folder, 'hard.db'))
  mkdirSync(join(folder, 'deep'))
  symlinkSync(join(file, '..'), join(folder, 'there'))
  for (const opened of [file, link]) {
    const snapshot = await openFileSnapshot(opened)
    await snapshot.close()
    const there = join(folder, 'there', 'store.db')
    const taken = ['', '-wal', '-shm', '-journal', '-lock'].flatMap((end) => [file + end, there + end])
    for (const name of [...taken, link, join(folder, 'hard.db')])
      expect(() => requireOtherFile(name, snapshot.files), name).toThrow(/is the store itself/)
    for (const name of [join(folder, 'store.db'), `${file}-copy`, join(folder, 'none', 'store.db')])
      expect(() => requireOtherFile(name, snapshot.files), name).not.toThrow()
  }
  expect(existsSync(`${file}-journal`)).toBe(false)
})
