import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { sampleSlug } from '../helpers.ts'

/** What a script of package.json runs, without the shell's `exec`. */
function commandOf(script: string): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const [program, ...rest] = scripts[script].replace(/^exec /, '').split(' ')
  expect(program).toBe('node')
  return rest
}

interface Run {
  readonly child: ChildProcess
  readonly output: { out: string; errors: string }
}

/** Starts a script as npm does, with the pinned Node and only these settings. */
function start(script: string, settings: Record<string, string>): Run {
  const environment = { PATH: process.env.PATH, HOST: '', PUBLIC_URL: '', ...settings }
  const child = spawn('node_modules/.bin/node', commandOf(script), { env: environment })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { out: '', errors: '' }
  child.stdout.on('data', (chunk) => (output.out += chunk))
  child.stderr.on('data', (chunk) => (output.errors += chunk))
  return { child, output }
}

/** Starts the server and reads its address from what it prints. */
async function serve(databaseUrl: string) {
  const { child, output } = start('start', { PORT: '0', DATABASE_URL: databaseUrl })
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, found] = /listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(output.out) ?? []
      if (found) resolve(found)
    })
    child.on('close', () => reject(new Error(`the server ended: ${output.errors}`)))
  })
  const stop = async () => {
    const stoppedAt = performance.now()
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    const [code] = await closed
    return { code, milliseconds: performance.now() - stoppedAt }
  }
  return { address, stop, output }
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'store', 'broadtape.db')
}

test('npm start fills a new store with the sample, serves it, and ends on SIGTERM', async () => {
  const { address, stop, output } = await serve(`file:${temporaryFile()}`)
  const answer = await fetch(`${address}/v1/articles/${sampleSlug}`)
  expect(answer.status).toBe(200)
  expect(JSON.parse(await answer.text()).data.body).toHaveLength(13)
  expect((await fetch(`${address}/docs`)).status).toBe(200)
  expect(output.errors).toBe('')
  const told = `PUBLIC_URL is not set: absolute addresses begin with ${address}"`
  expect(output.out.split(told)).toHaveLength(2)
  const { code, milliseconds } = await stop()
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(5_000)
})

test('a store that was made, but got no sample before a kill, gets it at the next start', async () => {
  const file = temporaryFile()
  await migrateSqlite(file, 'migrations/sqlite')
  const { address } = await serve(`file:${file}`)
  expect((await fetch(`${address}/v1/articles/${sampleSlug}`)).status).toBe(200)
})

test('a second start on the same store serves it and changes nothing', async () => {
  const databaseUrl = `file:${temporaryFile()}`
  const read = async () => {
    const { address, stop } = await serve(databaseUrl)
    const texts = ['/v1/events?limit=100', `/v1/articles/${sampleSlug}`, '/v1/articles'].map(async (path) =>
      (await fetch(`${address}${path}`)).text(),
    )
    const answers = await Promise.all(texts)
    expect(await stop()).toMatchObject({ code: 0 })
    return answers
  }
  const first = await read()
  expect(JSON.parse(first[0] ?? '').data.length).toBeGreaterThan(3)
  expect(await read()).toEqual(first)
})
