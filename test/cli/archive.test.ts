import { spawnSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFolder } from '../db/files.ts'
import { aBlock } from '../makers.ts'
import { expectOneLine, runCommand } from './run.ts'

/** A folder, and commands on a store within it. */
function createPlace(store = 'store.db') {
  const folder = createFolder()
  const settings = { DATABASE_URL: `file:${join(folder, store)}` }
  return {
    path: (name: string) => join(folder, name),
    run: (command: string) => runCommand(command, settings),
  }
}

test('a store is backed up, verified and restored', async () => {
  const { path, run } = createPlace()
  const copy = path('copy.db')
  expectOneLine(await run(`backup ${copy}`), /store\.db does not exist\.$/m)
  await run('seed')
  expect(await run(`backup ${copy}`)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^The backup \S+copy\.db holds the store up to \S+Z, the tape up to \d+\.\n$/),
    errors: '',
  })
  expectOneLine(await run(`backup ${copy}`), /Use --force to overwrite it/)
  expect(await run(`backup ${copy} --force`)).toMatchObject({ code: 0 })
  for (const command of ['verify', `verify ${copy}`]) {
    const { code, out } = await run(command)
    expect(code).toBe(0)
    expect(out).toMatch(/^file\b.*\n(?:.+\n)+$/)
  }
  const tapeOf = async () => JSON.parse((await run('export')).out.split('\n')[0] ?? '').lineage
  const before = await tapeOf()
  expect(await run(`restore ${copy}`)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^The store is restored up to \S+Z, the tape up to \d+\.\n$/),
  })
  expect([before, await tapeOf()]).toEqual([expect.stringMatching(/^tape_/), expect.stringMatching(/^tape_/)])
  expect(await tapeOf()).not.toBe(before)
  expectOneLine(await run(`verify ${path('none.db')}`), /none\.db does not exist\.$/m)
  expect(readdirSync(path('.')).filter((name) => /partial|dry-run/.test(name))).toEqual([])
})

test('a backup removes what a killed one has left of it, and names what is left of others', async () => {
  const { path, run } = createPlace()
  await run('seed')
  const { pid } = spawnSync('true')
  const [own, other] = [path(`copy.db.${pid}.partial`), path(`other.db.${pid}.partial`)]
  for (const file of [own, other]) writeFileSync(file, '')
  expect(await run(`backup ${path('copy.db')}`)).toMatchObject({
    code: 0,
    errors: `The file ${other} was left by a command that was killed, and can be deleted.\n`,
  })
  expect([existsSync(own), existsSync(other)]).toEqual([false, true])
})

test.each(['backup', 'export'])(
  '%s never overwrites the store it reads, nor what is no regular file',
  async (command) => {
    const { path, run } = createPlace()
    await run('seed')
    const before = (await run('export')).out
    linkSync(path('store.db'), path('hard-link.db'))
    symlinkSync(path('store.db'), path('link.db'))
    mkdirSync(path('folder'))
    for (const name of ['store.db', 'hard-link.db', 'link.db'])
      expectOneLine(await run(`${command} ${path(name)} --force`), /is the store itself\.$/m)
    expectOneLine(await run(`${command} ${path('folder')} --force`), /is not a regular file/)
    symlinkSync('/dev/null', path('device'))
    expectOneLine(await run(`${command} ${path('device')} --force`), /is not a regular file/)
    expect((await run('export')).out).toBe(before)
  },
)

test('an export goes to standard output or to a file, and is imported into a new store', async () => {
  const { path, run } = createPlace()
  await run('seed')
  const written = await run('export')
  expect(written).toMatchObject({ code: 0, errors: '' })
  const file = path('export.ndjson')
  expect((await run(`export ${file}`)).out).toMatch(/^The export \S+ holds \d+ records, up to \S+Z\.\n$/)
  expect(readFileSync(file, 'utf8')).toBe(written.out)
  const other = createPlace()
  await other.run('migrate')
  const imported = await other.run(`import ${file}`)
  expect(imported).toMatchObject({ code: 0, errors: '' })
  expect(imported.out).toMatch(/^The store is as it was exported: 3 documents, up to \S+Z\.\n$/)
})

test('articles are imported with a result for each line on standard output, the counts beside it', async () => {
  const { path, run } = createPlace()
  await run('migrate')
  const file = path('articles.ndjson')
  expectOneLine(await run(`import ${file}`), /articles\.ndjson does not exist\.$/m)
  const article = { externalId: 'one', locale: 'en', type: 'news', headline: 'One', body: [aBlock('Words.')] }
  writeFileSync(file, `${JSON.stringify(article)}\n{\n`)
  const dry = await run(`import --dry-run ${file}`)
  expect(dry).toMatchObject({
    code: 1,
    errors: '1 created, 0 updated, 0 unchanged, 1 refused.\n',
  })
  expect(
    dry.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).outcome),
  ).toEqual(['created', 'refused'])
  expect(readdirSync(path('.')).filter((name) => name.includes('dry-run'))).toEqual([])
  expect((await run(`import ${file}`)).errors).toBe(dry.errors)
  writeFileSync(file, JSON.stringify(article))
  expect(await run(`import ${file} --strict`)).toMatchObject({
    code: 0,
    errors: '0 created, 0 updated, 1 unchanged, 0 refused.\n',
  })
})
