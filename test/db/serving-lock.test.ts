import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
  expect(() => lockForServing(join(file, 'store.db'))).toThrow(/^cannot be opened: /)
})
