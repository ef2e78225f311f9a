import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createFolder, createMigratedFile } from '../db/files.ts'
import { expectOneLine } from './run.ts'
import { spawnCommand, unprivileged } from './spawn.ts'

/** A migrated store, which the unprivileged user owns. */
async function createOwnedFile(): Promise<string> {
  const { file } = await createMigratedFile()
  const { uid, gid } = unprivileged
  if (uid !== undefined) for (const path of [file, dirname(file)]) chownSync(path, uid, gid)
  return file
}

/** What a user may not be allowed to do, and the one line that says so. */
const faults: [string, RegExp, (file: string) => void][] = [
  ['a file that may not be written', /readonly database/, (file) => chmodSync(file, 0o444)],
  [
    'a folder that may not be written',
    /cannot be (?:opened|used)/,
    (file) => {
      chmodSync(file, 0o444)
      chmodSync(dirname(file), 0o555)
      onTestFinished(() => chmodSync(dirname(file), 0o755))
    },
  ],
  ['a file that may not be read', /cannot be opened/, (file) => chmodSync(file, 0o000)],
]

test.each(faults)('%s ends the start at once with one line', async (_, pattern, spoil) => {
  const file = await createOwnedFile()
  spoil(file)
  const ending = await spawnCommand('serve', { DATABASE_URL: `file:${file}` }, unprivileged)
  expectOneLine(ending, pattern)
  expect(ending.errors).toContain(file)
})

test('a file that may not be read ends every command with one line', async () => {
  const file = await createOwnedFile()
  chmodSync(file, 0o000)
  const commands = [
    'migrate',
    'seed',
    'rebuild',
    'keys list',
    'keys revoke key_0',
    'export',
    'verify',
    'import -',
  ]
  for (const command of [...commands, `backup ${file}.copy`, `restore ${file}`]) {
    const ending = await spawnCommand(command, { DATABASE_URL: `file:${file}` }, unprivileged)
    expectOneLine(ending, /cannot be (?:opened|used)|is the store itself/)
  }
})

test('a start that fails after the store is open ends the process', async () => {
  const { file } = await createMigratedFile()
  const store = new Sqlite(file)
  store.exec('drop table due')
  store.close()
  const { code, errors } = await spawnCommand('serve', { DATABASE_URL: `file:${file}` })
  expect(code).toBe(1)
  expect(errors).toMatch(/no such table: due/)
})

test('a Node that is too old is told so in one line', async () => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.21.1' } })`
  const settings = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` }
  expectOneLine(await spawnCommand('serve', settings), /needs Node 24\.12 or later; this is 22\.21\.1/)
})

test('settings come from the file .env too, where the environment has none', async () => {
  const cwd = createFolder()
  writeFileSync(join(cwd, '.env'), 'DATABASE_URL=file:./from-file.db\nLOG_LEVEL=loud\n')
  expectOneLine(await spawnCommand('verify', {}, { cwd }), /from-file\.db does not exist/)
})

test('a file .env that cannot be read ends a command with one line', async () => {
  const cwd = createFolder()
  mkdirSync(join(cwd, '.env'))
  expectOneLine(await spawnCommand('verify', {}, { cwd }), /^The settings cannot be used: \.env: [^\n]+\n$/)
})

test('a file .env with a byte order mark ends the start with one line', async () => {
  const cwd = createFolder()
  writeFileSync(join(cwd, '.env'), '\uFEFFDATABASE_URL=file:./from-file.db\n')
  expectOneLine(await spawnCommand('serve', {}, { cwd }), /\.env: begins with a byte order mark/)
  expect(readdirSync(cwd)).toEqual(['.env'])
})

test('a name in .env that is no setting is told once, and nothing goes to standard output', async () => {
  const cwd = createFolder()
  writeFileSync(join(cwd, '.env'), 'REVIEW_REQUIERD=false\n')
  const settings = { DATABASE_URL: 'file:./none.db', UNKNOWN: 'x' }
  expect(await spawnCommand('keys list', settings, { cwd })).toEqual({
    code: 1,
    out: '',
    errors:
      '.env: REVIEW_REQUIERD is not a setting. Did you mean REVIEW_REQUIRED?\nThe store ./none.db does not exist.\n',
  })
})
