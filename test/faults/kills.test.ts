import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { backup } from '../../src/archive/backup/backup.ts'
import { verifyFile } from '../archive/stores.ts'
import { runCommand } from '../cli/run.ts'
import { seededRandom } from '../fuzz/random.ts'
import { createStore } from './process.ts'

// Shown to fail where a store is only opened for reading (`openReadOnly` in src/db/sqlite/store-file.ts), and where a
// temporary file has a random name (`createTemporary` in src/archive/files.ts).

const kills = 40

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Kills a command with -9 so many milliseconds after a file whose name ends so has appeared. True if it was in time. */
async function killDuring(command: string[], folder: string, end: string, milliseconds: number) {
  const env = { DATABASE_URL: `file:${join(folder, 'store.db')}`, LOG_LEVEL: 'warn' }
  const child = spawn('node_modules/.bin/node', ['src/main.js', ...command], { env, stdio: 'ignore' })
  const closed = once(child, 'close')
  const isThere = () => readdirSync(folder).some((name) => name.endsWith(end))
  while (child.exitCode === null && !isThere()) await setImmediate()
  const until = performance.now() + milliseconds
  while (child.exitCode === null && performance.now() < until) await setImmediate()
  child.kill('SIGKILL')
  await closed
  return child.signalCode === 'SIGKILL'
}

async function expectSound(file: string): Promise<void> {
  expect((await verifyFile(file)).filter(({ faults }) => faults > 0)).toEqual([])
}

const random = () => {
  const seed = Date.now() % 1_000_000
  console.info(`seed ${seed}`)
  return seededRandom(seed)
}

test('a store whose making is killed within its first 40 ms can be made, verified and served', async () => {
  const { below } = random()
  let inTime = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const folder = createFolder()
    const file = join(folder, 'store.db')
    // The file is set up as a database in the first of them.
    const milliseconds = below(kill % 2 === 0 ? 3 : 40)
    if (await killDuring(['migrate'], folder, 'store.db', milliseconds)) inTime += 1
    expect(await runCommand('seed', { DATABASE_URL: `file:${file}` })).toMatchObject({ code: 0 })
    await expectSound(file)
  }
  expect(inTime).toBeGreaterThan(kills / 2)
}, 300_000)

test.each([false, true])(
  'a restore that is killed leaves one of the two stores, and no partial file after the next',
  async (force) => {
    const { below } = random()
    const sound = await createStore()
    const copy = join(createFolder(), 'copy.db')
    await backup(sound, copy, { force: false, onProgress: () => {} })
    if (force)
      await runCommand('keys create --name Ada --scopes articles:write', { DATABASE_URL: `file:${sound}` })
    const command = ['restore', copy, ...(force ? ['--force'] : [])]
    let inTime = 0
    for (let kill = 0; kill < kills; kill += 1) {
      const folder = createFolder()
      const file = join(folder, 'store.db')
      copyFileSync(sound, file)
      if (await killDuring(command, folder, '.partial', below(200))) inTime += 1
      expect(existsSync(file)).toBe(true)
      await expectSound(file)
      await expectSound(copy)
      expect(await runCommand(`restore ${copy} --force`, { DATABASE_URL: `file:${file}` })).toMatchObject({
        code: 0,
      })
      await expectSound(file)
      expect(readdirSync(folder).filter((name) => name.includes('.partial'))).toEqual([])
    }
    expect(inTime).toBeGreaterThan(kills / 4)
  },
  300_000,
)
