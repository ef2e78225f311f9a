import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createFolder, createMigratedFile } from '../db/files.ts'
import { expectOneLine, runCommand } from './run.ts'

const at = (file: string) => ({ DATABASE_URL: `file:${file}` })

/** What may be wrong with a store, and the one line that says so. */
const faults: [string, RegExp, (file: string) => void][] = [
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

test.each(faults)('%s ends the start with one line', async (_, pattern, spoil) => {
  const { file } = await createMigratedFile()
  spoil(file)
  const ending = await runCommand('serve', at(file))
  expectOneLine(ending, pattern)
  expect(ending.errors).toContain(file)
})

test.each(['migrate', 'seed', 'rebuild'])('%s ends with the same line as the start', async (command) => {
  const { file } = await createMigratedFile()
  truncateSync(file, 40_000)
  expectOneLine(await runCommand(command, at(file)), /malformed/)
})

test('a file that is no database ends the start with one line, and stays as it is', async () => {
  const file = join(createFolder(), 'notes.txt')
  writeFileSync(file, 'These are notes, and not a database.\n')
  expectOneLine(await runCommand('serve --sample', at(file)), / is not a database\.$/m)
  expect(readFileSync(file, 'utf8')).toBe('These are notes, and not a database.\n')
})

test('a folder in the place of the file ends the start with one line', async () => {
  const folder = join(createFolder(), 'broadtape.db')
  mkdirSync(folder)
  expectOneLine(await runCommand('serve', at(folder)), /cannot be opened/)
})

test('a folder that cannot be made ends the start with one line', async () => {
  const { file } = await createMigratedFile()
  expectOneLine(await runCommand('serve', at(`${file}/store.db`)), /cannot be used/)
})

test.each([
  ['a port that is in use', 'PORT', {}, /The port cannot be used, change PORT: .*EADDRINUSE/],
  ['a port for health checks that is', 'HEALTH_PORT', {}, /cannot be used, change HEALTH_PORT: .*EADDRINUSE/],
  [
    'an address that is not of this machine',
    'PORT',
    { HOST: '192.0.2.1' },
    /The address cannot be used, change HOST: .*EADDRNOTAVAIL/,
  ],
])('%s ends the start with one line', async (_, name, settings, pattern) => {
  const { file } = await createMigratedFile()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = String(typeof address === 'object' ? address?.port : 0)
  expectOneLine(await runCommand('serve', { ...at(file), [name]: port, ...settings }), pattern)
})

test('settings that cannot be used end the start, all of them named at once', async () => {
  const settings = { PORT: 'high', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://somewhere' }
  const { code, out, errors } = await runCommand('serve --sample', settings)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  const [heading, ...lines] = errors.trim().split('\n')
  expect(heading).toBe('The settings cannot be used:')
  expect(lines.map((line) => line.split(':', 1)[0]).sort()).toEqual(Object.keys(settings).sort())
})

test('a file that the operating system refuses ends a command with one line', async () => {
  const { file } = await createMigratedFile()
  expectOneLine(await runCommand(`backup ${file}/copy.db`, at(file)), /ENOTDIR/)
})
