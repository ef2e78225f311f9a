import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createFolder } from '../db/files.ts'
import { runCommand } from './run.ts'

/** A folder with a store, and bash lines in it, where `broadtape` is the program; ends with its exit status. */
async function createPlace() {
  const cwd = createFolder()
  const settings = { DATABASE_URL: `file:${join(cwd, 'store.db')}` }
  await runCommand('seed --synthetic 60', settings)
  const program = `broadtape() { ${resolve('node_modules/.bin/node')} ${resolve('src/main.js')} "$@"; }`
  const shell = (line: string) =>
    new Promise<string>((done) => {
      const script = `${program}\n${line}\necho "status \${PIPESTATUS[*]}"`
      const options = { cwd, env: { PATH: process.env.PATH, ...settings } }
      // On a loaded machine a command takes long enough to show its progress.
      execFile('bash', ['--norc', '-c', script], options, (_, out, errors) =>
        done(out + errors.replaceAll(/^[\d,]+ of [\d,]+ .*\n/gm, '')),
      )
    })
  return { cwd, shell }
}

test('what is printed may be cut by its reader, or by a full disk', async () => {
  const { shell } = await createPlace()
  for (const command of ['export', 'openapi', 'verify', '--help', 'keys create --help']) {
    expect(await shell(`broadtape ${command} | head -c 1 > /dev/null`)).toBe('status 0 0\n')
    expect(await shell(`broadtape ${command} 2>&1 | true`)).toBe('status 0 0\n')
    expect(await shell(`broadtape ${command} > /dev/full`)).toBe(
      'status 1\nStandard output cannot be written: ENOSPC: no space left on device, write\n',
    )
    expect(await shell(`broadtape ${command} > /dev/full 2>&1`)).toBe('status 1\n')
    expect(await shell(`broadtape ${command} >&- 2>&-`)).toBe('status 0\n')
  }
})

test('a copy for which there is no room is told in one line, and leaves no file', async () => {
  const { cwd, shell } = await createPlace()
  const told = await shell('(ulimit -f 200; broadtape backup copy.db)')
  expect(told).toMatch(/^status 1\nThe copy in \. cannot be made: [^\n]+\.\n$/)
  expect(await shell('(ulimit -f 200; broadtape import --dry-run /dev/null)')).toMatch(
    /^status 1\nThe copy in \S+ cannot be made: [^\n]+\.\n$/,
  )
  expect(readdirSync(cwd).filter((name) => !name.startsWith('store.db'))).toEqual([])
  expect(readdirSync(cwd).filter((name) => name.includes('dry-run'))).toEqual([])
})

test('an import reads all of a pipe, and finishes without its reader', async () => {
  const { cwd, shell } = await createPlace()
  // Several times what is written at once, and what a pipe holds.
  writeFileSync(join(cwd, 'lines'), '{"padding":"0123456789012345678901234567890123456789"}\n'.repeat(2_000))
  const counts = '0 created, 0 updated, 0 unchanged, 2000 refused.\n'
  for (const source of ['lines', '- < lines', '/dev/stdin < lines', '<(cat lines)', '/dev/fd/3 3< lines']) {
    expect(await shell(`broadtape import ${source} | wc -l`)).toBe(`2000\nstatus 1 0\n${counts}`)
    expect(await shell(`broadtape import ${source} | head -c 0`)).toBe(`status 1 0\n${counts}`)
  }
  for (const file of ['-', '/dev/stdin'])
    expect(await shell(`cat lines | broadtape import ${file} | wc -l`)).toBe(`2000\nstatus 0 1 0\n${counts}`)
})
