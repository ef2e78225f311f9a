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

test('a row that cannot be rebuilt is named, and locks nobody out', async () => {
  const file = join(createFolder(), 'store.db')
  const run = (command: string) => runCommand(command, { DATABASE_URL: `file:${file}`, LOG_LEVEL: 'silent' })
  await run('seed')
  const store = new Sqlite(file)
  store.exec(`update publication set derivation = 0 where kind = 'article';
    update revision set content = json_set(content, '$.type', 'nonsense')
    where document_id in (select id from document where kind = 'article')`)
  store.close()
  for (const command of ['migrate', 'rebuild']) {
    const { code, errors } = await run(command)
    expect(code).toBe(1)
    expect(errors).toMatch(/^Some rows keep their old derived data[^\n]+\n(article\/\S+, whose .+\n)+$/)
  }
  expect(await run('keys list')).toMatchObject({ code: 0 })
  const { code, out } = await run('verify')
  expect(code).toBe(1)
  expect(out).toMatch(/^outdated: 1 rows not compared/m)
})
