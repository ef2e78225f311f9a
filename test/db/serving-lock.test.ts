import { existsSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { lockStore } from '../../src/db/open.ts'
import { lockForServing } from '../../src/db/sqlite/serving-lock.ts'
import { createFolder, createMigratedFile } from './files.ts'

test('a store has one lock, under each of its names, until it is released', async () => {
  const { file } = await createMigratedFile()
  const link = join(createFolder(), 'link.db')
  symlinkSync(file, link)
  const { release } = lockForServing(file)
  for (const name of [file, link]) expect(() => lockForServing(name)).toThrow(/^is served by another process/)
  release()
  lockForServing(link).release()
})

test('a store that does not exist yet is locked too', () => {
  const file = join(createFolder(), 'new', 'store.db')
  const { release } = lockForServing(file)
  expect(existsSync(file)).toBe(false)
  expect(() => lockForServing(file)).toThrow(/^is served by another process/)
  release()
})

test('a folder that cannot be made is told', async () => {
  const { file } = await createMigratedFile()
  expect(() => lockForServing(join(file, 'store.db'))).toThrow(/^cannot be used: /)
})

test('a link to a file that is yet to be made leads to its lock', async () => {
  const folder = createFolder()
  const file = join(folder, 'store.db')
  const link = join(folder, 'link.db')
  symlinkSync(file, link)
  const { release } = await lockStore({ databaseUrl: `file:${link}`, publishLeadMs: 250 })
  expect(() => lockForServing(file)).toThrow(/^is served by another process/)
  await release()
})

test('the lock is for its owner alone, and nothing else lies beside it', async () => {
  const { file } = await createMigratedFile()
  const { release } = lockForServing(file)
  expect(statSync(`${file}-lock`).mode & 0o777).toBe(0o600)
  expect(readdirSync(dirname(file)).toSorted()).toEqual(['store.db', 'store.db-lock'])
  release()
})
