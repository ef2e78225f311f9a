import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/cli/cli.ts'
import { runCommand } from '../cli/run.ts'
import { createFolder, createMigratedFile } from '../db/files.ts'

/** Every command that needs a store, with arguments in a folder which has a sound store `sound.db`. */
const commands: Record<string, (folder: string) => string> = {
  serve: () => '--sample',
  migrate: () => '',
  seed: () => '',
  'keys create': () => '--name Ada --scopes articles:write',
  'keys list': () => '',
  'keys revoke': () => 'key_0123456789abcdef',
  rebuild: () => '',
  backup: (folder) => join(folder, 'new.db'),
  verify: () => '',
  restore: (folder) => join(folder, 'sound.db'),
  export: () => '',
  import: () => '-',
  // The store of the settings is where it begins.
  copy: (folder) => `--from file:${join(folder, 'store.db')} --to file:${join(folder, 'copy.db')}`,
}

const leavesOf = (command: Command, words = ''): string[] =>
  command.commands.flatMap((one) =>
    one.commands.length > 0 ? leavesOf(one, `${words}${one.name()} `) : [`${words}${one.name()}`],
  )

test('every command is tried but those that need no store', () => {
  expect([...Object.keys(commands), 'openapi', 'asyncapi'].sort()).toEqual(
    leavesOf(createProgram(process)).sort(),
  )
})

/** Makes something of the bytes of a sound store that is none. */
const changed = (change: (bytes: Buffer) => Buffer) => (file: string, sound: string) =>
  writeFileSync(file, change(readFileSync(sound)))

/** What may be in the place of a store, at a path in a folder; `make` makes it. */
const faults: Record<string, { path?: string; make?: (file: string, sound: string) => void }> = {
  'a folder': { make: (file) => mkdirSync(file) },
  'a named pipe': { make: (file) => spawnSync('mkfifo', [file]) },
  'a text': { make: (file) => writeFileSync(file, 'These are notes.\n'.repeat(2_000)) },
  'nothing, below a file': { path: 'sound.db/store.db' },
  'nothing, where no folder can be made': { path: '../../../proc/none/store.db' },
  'a store in memory': { path: 'store.db?mode=memory' },
  'a database of another program': {
    make: (file) => new Sqlite(file).exec('create table notes (text text)').close(),
  },
  'a store that was cut': { make: changed((bytes) => bytes.subarray(0, bytes.length / 2)) },
  'a store that was cut within its header': { make: changed((bytes) => bytes.subarray(0, 40)) },
  'a store without a schema': { make: changed((bytes) => bytes.fill(0, 100, 16_384)) },
  'a store full of zeros': { make: changed((bytes) => bytes.fill(0, 16_384)) },
  'a store full of noise': { make: changed((bytes) => bytes.fill(0xa7, 16_384)) },
  'a store without a table': {
    make: (file, sound) => {
      writeFileSync(file, readFileSync(sound))
      new Sqlite(file).exec('drop table store_state').close()
    },
  },
}

test.each(Object.entries(faults))(
  '%s in the place of the store ends every command in a plain line',
  async (_, fault) => {
    const { file: sound } = await createMigratedFile()
    new Sqlite(sound).exec('pragma journal_mode = delete').close()
    for (const [command, argumentsIn] of Object.entries(commands)) {
      const folder = createFolder()
      writeFileSync(join(folder, 'sound.db'), readFileSync(sound))
      const file = join(folder, fault.path ?? 'store.db')
      fault.make?.(file, sound)
      const { code, out, errors } = await runCommand(`${command} ${argumentsIn(folder)}`, {
        DATABASE_URL: `file:${file}`,
      })
      const told = { command, code, out, errors }
      // Only a restore can do without what was there.
      if (command === 'restore' && code === 0) continue
      expect(told).toMatchObject({ code: 1, errors: expect.stringMatching(/^[A-Z][^\n]+\n$/) })
      expect(told).not.toMatchObject({ errors: expect.stringMatching(/ {4}at |\bat file:/) })
      if (command !== 'verify') expect(told).toMatchObject({ out: '' })
    }
  },
)

test('only serve, migrate and seed create a store, and restore brings one', async () => {
  const { file: sound } = await createMigratedFile()
  for (const [command, argumentsIn] of Object.entries(commands)) {
    if (['serve', 'migrate', 'seed', 'restore'].includes(command)) continue
    for (const name of ['new/store.db', 'empty.db']) {
      const folder = createFolder()
      writeFileSync(join(folder, 'sound.db'), readFileSync(sound))
      writeFileSync(join(folder, 'empty.db'), '')
      const settings = { DATABASE_URL: `file:${join(folder, name)}` }
      const { code, out, errors } = await runCommand(`${command} ${argumentsIn(folder)}`, settings)
      expect({ command, code, out }).toEqual({ command, code: 1, out: '' })
      expect(errors).toMatch(/^The (?:store|file) \S+\.db (?:does not exist|is empty)\.\n$/)
      expect(readdirSync(folder).sort()).toEqual(['empty.db', 'sound.db'])
      expect(readFileSync(join(folder, 'empty.db'), 'utf8')).toBe('')
    }
  }
})
