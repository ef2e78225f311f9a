import { chmodSync, chownSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { createFolder, migrations } from '../db/files.ts'
import { type Ending, runCommand, unprivileged } from './run.ts'

const uid = unprivileged.uid ?? process.getuid?.() ?? 0

/** A migrated store, which the unprivileged user owns. */
async function createStore(): Promise<string> {
  const file = join(createFolder(), 'store', 'broadtape.db')
  await migrateSqlite(file, migrations)
  for (const path of [file, dirname(file), dirname(dirname(file))]) chownSync(path, uid, uid)
  return file
}

const endsWith = (ending: Ending, pattern: RegExp) => {
  expect(ending).toMatchObject({ code: 1, out: '' })
  expect(ending.errors).toMatch(/^[^\n]+\n$/)
  expect(ending.errors).toMatch(pattern)
}

/** What may be wrong with a store, and the one line that says so. */
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
  ['a file that was cut', /malformed/, (file) => truncateSync(file, 40_000)],
  ['a file that was cut within its header', /malformed|not a database/, (file) => truncateSync(file, 40)],
  [
    'a file with foreign bytes in its middle',
    /malformed/,
    (file) => {
      const bytes = readFileSync(file)
      bytes.fill(0xa7, 16_384, 8 * 16_384)
      writeFileSync(file, bytes)
    },
  ],
  [
    'a file that is newer than the program',
    /is newer than this program: it has the migration 9999_later/,
    (file) => {
      const raw = new Sqlite(file)
      raw.prepare('insert into migration_checksum (name, sha256) values (?, ?)').run('9999_later', 'a')
      raw.close()
    },
  ],
  [
    'a database of another program',
    /is a database of another program/,
    (file) => {
      const raw = new Sqlite(file)
      raw.pragma('application_id = 7')
      raw.close()
    },
  ],
]

test.each(faults)('%s ends the start at once with one line', async (_, pattern, spoil) => {
  const file = await createStore()
  spoil(file)
  const ending = await runCommand('serve', { DATABASE_URL: `file:${file}` }, unprivileged)
  endsWith(ending, pattern)
  expect(ending.errors).toContain(file)
})

test.each(['migrate', 'seed', 'rebuild'])('%s ends with the same line as the start', async (command) => {
  const file = await createStore()
  truncateSync(file, 40_000)
  endsWith(await runCommand(command, { DATABASE_URL: `file:${file}` }), /malformed/)
})

test('a folder in the place of the file ends the start with one line', async () => {
  const folder = join(createFolder(), 'broadtape.db')
  mkdirSync(folder)
  endsWith(await runCommand('serve', { DATABASE_URL: `file:${folder}` }), /cannot be opened/)
})

test('a folder that cannot be made ends the start with one line', async () => {
  const file = await createStore()
  endsWith(await runCommand('serve', { DATABASE_URL: `file:${file}/store.db` }), /cannot be opened/)
})

test.each([
  ['that is in use', {}, /The port is in use/],
  ['that is not of this machine', { HOST: '192.0.2.1' }, /The address cannot be used: .*EADDRNOTAVAIL/],
])('an address %s ends the start with one line', async (_, settings, pattern) => {
  const file = await createStore()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = String(typeof address === 'object' ? address?.port : 0)
  endsWith(await runCommand('serve', { DATABASE_URL: `file:${file}`, PORT: port, ...settings }), pattern)
})

test('a Node that is too old is told so in one line', async () => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.21.1' } })`
  const settings = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` }
  endsWith(await runCommand('serve', settings), /needs Node 24\.12 or later; this is 22\.21\.1/)
})
