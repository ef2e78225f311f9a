import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/cli.ts'
import { createFolder } from '../db/files.ts'
import { aBlock } from '../makers.ts'
import { collect, runCommand } from './run.ts'

/** A stream that fails with a code. */
const failing = (code: string) =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
  })

const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
const template = join(folder, 'store.db')

beforeAll(async () => {
  const settings = { DATABASE_URL: `file:${template}` }
  await runCommand('seed', settings)
  await runCommand('keys create --name Ben --scopes audit:read', settings)
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command whose standard output fails, on a store with the sample. */
async function runInto(code: string, command: string, { stderrFails = false } = {}) {
  const file = join(createFolder(), 'store.db')
  copyFileSync(template, file)
  const settings = { DATABASE_URL: `file:${file}` }
  const collecting = collect()
  const stderr = stderrFails ? failing(code) : collecting.stream
  const io = { stdin: Readable.from([]), stdout: failing(code), stderr, settings }
  return { settings, status: await run(command.split(' '), io), errors: collecting.text }
}

const printing = ['export', 'verify', 'openapi', 'keys list', '--help', 'keys --help']

describe.each(printing)('%s', (command) => {
  test('ends quietly when its reader has gone', async () => {
    const { status, errors } = await runInto('EPIPE', command)
    expect({ status, errors: errors() }).toEqual({ status: 0, errors: '' })
    expect((await runInto('EPIPE', command, { stderrFails: true })).status).toBe(0)
  })

  test('says in one line that standard output cannot be written', async () => {
    const { status, errors } = await runInto('ENOSPC', command)
    expect({ status, errors: errors() }).toEqual({
      status: 1,
      errors: 'Standard output cannot be written: write ENOSPC\n',
    })
  })
})

const articles = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      ...{ externalId: `e${index}`, locale: 'en', type: 'news', headline: `Story ${index}` },
      body: [aBlock('Words.')],
    }),
  )

test('an import finishes without its reader, and its counts are the last line', async () => {
  const lines = join(createFolder(), 'articles.ndjson')
  // More than is written at once.
  writeFileSync(lines, `${'{}\n'.repeat(1_200)}${articles(1)}`)
  const counts = '1 created, 0 updated, 0 unchanged, 1200 refused.\n'
  const { status, errors, settings } = await runInto('EPIPE', `import ${lines}`)
  expect({ status, errors: errors() }).toEqual({ status: 1, errors: counts })
  expect((await runCommand(`import ${lines}`, settings)).errors).toContain('1 unchanged')
  const full = await runInto('ENOSPC', `import ${lines}`)
  expect(full.status).toBe(1)
  expect(full.errors()).toBe(`Standard output cannot be written: write ENOSPC\n${counts}`)
})

test('a key that could not be shown is named, so that it can be revoked', async () => {
  const { status, errors } = await runInto('EPIPE', 'keys create --name Ada --scopes articles:write')
  expect(status).toBe(1)
  expect(errors()).toMatch(/^The key key_\w{16} could not be shown\. Revoke it, and create another\.\n$/)
})

describe('an import', () => {
  const importing = async (pieces: Iterable<string | Buffer>, command = 'import -') => {
    const settings = { DATABASE_URL: `file:${join(createFolder(), 'store.db')}` }
    await runCommand('migrate', settings)
    return runCommand(command, settings, pieces)
  }

  test.each(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])('reads every line from %s', async (name) => {
    const text = articles(50).join('\n')
    const pieces = Array.from({ length: Math.ceil(text.length / 1_000) }, (_, index) =>
      text.slice(index * 1_000, (index + 1) * 1_000),
    )
    const { code, out, errors } = await importing(pieces, `import ${name}`)
    expect({ code, errors }).toEqual({
      code: 0,
      errors: '50 created, 0 updated, 0 unchanged, 0 refused.\n',
    })
    expect(out.trimEnd().split('\n')).toHaveLength(50)
  })

  test('of articles or of an export passes over byte order marks, blank lines and CRLF', async () => {
    const spoilt = (lines: readonly string[]) =>
      `\uFEFF \t\r\n${lines.map((line) => `\uFEFF${line}\r\n`).join('\r\n')} `
    expect(await importing([spoilt(articles(3))])).toMatchObject({
      code: 0,
      errors: '3 created, 0 updated, 0 unchanged, 0 refused.\n',
    })
    const settings = { DATABASE_URL: `file:${join(createFolder(), 'store.db')}` }
    await runCommand('seed', settings)
    const { out } = await runCommand('export', settings)
    expect(await importing([spoilt(out.trimEnd().split('\n'))])).toMatchObject({
      code: 0,
      errors: '',
      out: expect.stringMatching(/^The store is as it was exported: 3 documents/),
    })
  })

  test.each<[string, string | Buffer, RegExp]>([
    ['a JSON array', `\n [${articles(2).join(',')}]`, /is a JSON array: write one object a line/],
    ['a long JSON array', `[${' '.repeat(17 * 1024 * 1024)}]`, /is a JSON array/],
    [
      'what npm prints',
      `\n> broadtape@0.1.0 broadtape\n> node src/main.js export\n\n{}`,
      /lines that npm has printed/,
    ],
    ['UTF-16', Buffer.from(`\uFEFF${articles(1)}`, 'utf16le'), /is not in UTF-8 but in UTF-16/],
    ['UTF-16 without a mark', Buffer.from(`${articles(1)}`, 'utf16le'), /is not in UTF-8 but in UTF-16/],
    ['a store', 'SQLite format 3\0…', /is a store or a backup: the command restore takes it/],
  ])('of %s says what it is', async (_, text, pattern) => {
    const { code, out, errors } = await importing([text])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(errors).toMatch(/^Standard input [^\n]+\.\n$/)
    expect(errors).toMatch(pattern)
  })

  test('that breaks off says how far it came', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from(`${articles(1)}\n${'{}\n'.repeat(600)}`)
        throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' })
      })(),
    )
    const settings = { DATABASE_URL: `file:${join(createFolder(), 'store.db')}` }
    await runCommand('migrate', settings)
    const stderr = collect()
    expect(
      await run(['import', '-'], {
        stdin: broken,
        stdout: failing('EPIPE'),
        stderr: stderr.stream,
        settings,
      }),
    ).toBe(1)
    expect(stderr.text()).toBe(
      'Standard input cannot be read: EIO: i/o error, read.\n1 created, 0 updated, 0 unchanged, 499 refused.\n',
    )
  })
})
