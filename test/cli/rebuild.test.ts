import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createFolder } from '../db/files.ts'
import { runCommand } from './run.ts'

test('migrate tells what it has brought up to date, and rebuild what came out differently', async () => {
  const file = join(createFolder(), 'store.db')
  const run = async (command: string) => {
    const { code, out } = await runCommand(command, { DATABASE_URL: `file:${file}` })
    expect(code).toBe(0)
    return out
  }
  expect(await run('migrate')).toMatch(/^Applied 0001_newsroom, .*\.\nThe store is up to date\.\n$/)
  await run('seed')
  const store = new Sqlite(file)
  store.exec(`update publication set derivation = 0 where kind = 'article'`)
  expect(await run('migrate')).toBe('Rebuilt derived data: 1 row, 0 changed.\nThe store is up to date.\n')
  store.exec(`update rendition set traits = '{}'`)
  store.close()
  // The traits of menus and disclaimers are none.
  expect(await run('rebuild')).toMatch(/^Rebuilt derived data: \d+ rows, 1 changed\.\n$/)
  expect(await run('migrate')).toBe('The store is up to date.\n')
})
