import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
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
  const environment = { PATH: process.env.PATH, HOST: '', PUBLIC_URL: '', LOG_LEVEL: 'warn', ...settings }
  const child = spawn('node_modules/.bin/node', commandOf(script), { env: environment })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { out: '', errors: '' }
  child.stdout.on('data', (chunk) => (output.out += chunk))
  child.stderr.on('data', (chunk) => (output.errors += chunk))
  return { child, output }
}

/** Runs a script to its end. */
async function run(script: string, settings: Record<string, string>) {
  const { child, output } = start(script, settings)
  const [code] = await once(child, 'close')
  return { code, ...output }
}

/** Starts the server and reads its URL from the output. */
async function serve(databaseUrl: string) {
  const { child, output } = start('start', { PORT: '0', DATABASE_URL: databaseUrl })
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, found] = /(http:\/\/127\.0\.0\.1:\d+)\/docs\s/.exec(output.out) ?? []
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
  const { code, milliseconds } = await stop()
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(5_000)
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

test('invalid settings prevent the start, and all are reported at once', async () => {
  const databaseUrl = 'mysql://somewhere'
  const { code, out, errors } = await run('start', {
    PORT: 'high',
    LOG_LEVEL: 'loud',
    DATABASE_URL: databaseUrl,
  })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  const lines = errors.trim().split('\n')
  expect(lines).toHaveLength(4)
  for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL']) {
    expect(lines.filter((line) => line.startsWith(`${name}: `))).toHaveLength(1)
  }
})

test('a file that is not a database prevents the start with one line, and stays unchanged', async () => {
  const file = join(temporaryFile(), '..', '..', 'notes.txt')
  writeFileSync(file, 'These are notes, and not a database.\n')
  const { code, out, errors } = await run('start', { PORT: '0', DATABASE_URL: `file:${file}` })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(errors).toMatch(/^[^\n]+is not a database\.\n$/)
  expect(readFileSync(file, 'utf8')).toBe('These are notes, and not a database.\n')
})

test('npm run seed loads the sample, and the second time changes nothing', async () => {
  const settings = { DATABASE_URL: `file:${temporaryFile()}` }
  const first = await run('seed', settings)
  expect(first).toMatchObject({ code: 0, errors: '' })
  expect(first.out).toMatch(/[1-9]\d* references and 3 publications are new/)
  const second = await run('seed', settings)
  expect(second).toMatchObject({ code: 0, errors: '' })
  expect(second.out).toMatch(/\b0 references and 0 publications are new/)
})
