import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** Runs a test file with the setup of every run, and returns the exit code. */
function run(file: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-run-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const options = { globals: true, include: ['*.test.js'], globalSetup: resolve('test/templates.ts') }
  writeFileSync(join(folder, 'one.test.js'), file)
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default { test: ${JSON.stringify(options)} }`)
  return new Promise((done) => {
    const child = execFile(process.execPath, [
      resolve('node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      folder,
    ])
    child.on('exit', (code) => done(code ?? -1))
  })
}

test('a run exits with 1 if a test has failed, and else with 0', async () => {
  expect(await run("test('a', () => { throw new Error('no') })")).toBe(1)
  expect(await run("test('a', () => {})")).toBe(0)
}, 60_000)
