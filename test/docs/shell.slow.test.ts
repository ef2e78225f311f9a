import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { checkout, npmStart } from './checkout.ts'
import { blocksOf, documentedOrigin, manual } from './pages.ts'

const run = promisify(execFile)

/** What the tests themselves do first: install, and start the server. */
const start = 'npm ci\nnpm start\n'
/** What is done in the project of a front end, which has packages of its own. */
const isOfFrontEnd = (block: string): boolean => block.startsWith('npx ')

/** Runs the blocks of a page one after the other against a new store, and returns what they printed. */
async function follow(page: string) {
  const place = checkout()
  const origin = await npmStart(place)
  const here = (text: string) => text.replaceAll(documentedOrigin, origin)
  const frontEnd = join(place.folder, 'front-end')
  mkdirSync(frontEnd)
  symlinkSync(resolve('test/clients/node_modules'), join(frontEnd, 'node_modules'))
  const blocks = blocksOf(page, 'sh').filter((block) => block !== start)
  const script = blocks.map((block) => (isOfFrontEnd(block) ? `(cd front-end; ${block.trim()})\n` : block))
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', here(script.join(''))], {
    cwd: place.folder,
    env: place.env,
  })
  // biome-ignore lint/suspicious/noExplicitAny: the answer is compared right away.
  const ask = async (path: string): Promise<any> => (await fetch(origin + path)).json()
  return { stdout, ask, here, frontEnd }
}

test('README.md begins with the two commands that the tests begin with', () => {
  expect(blocksOf('README.md', 'sh')[0]).toBe(start)
})

describe('each block of shell does what it says', () => {
  const special = ['README.md', 'docs/editing.md', 'docs/operating.md']
  const others = manual.filter((page) => !special.includes(page) && blocksOf(page, 'sh').length > 0)

  test.each(others)('%s', async (page) => {
    const { stdout } = await follow(page)
    // A refusal is one that the page shows.
    for (const [, code] of stdout.matchAll(/"code":"([a-z][\w-]+)"/g))
      expect(readFileSync(page, 'utf8')).toContain(`"${code}"`)
  })

  test('docs/operating.md: a backup, and its drill', async () => {
    const { stdout } = await follow('docs/operating.md')
    expect(stdout.match(/^tape: .*, no faults$/gm)).toHaveLength(2)
  })

  test('docs/editing.md: from a key to a published correction, and an import', async () => {
    const { stdout, ask } = await follow('docs/editing.md')
    const { data } = await ask('/v1/articles?body=text')
    expect(data.find(({ signal }: { signal: string }) => signal === 'correction')).toMatchObject({
      headline: 'Shares Rise 4 Percent',
      bodyText: 'Shares rose 4 percent on Tuesday.',
      version: 2,
      corrections: [{ was: 'Shares rose 5 percent.', is: 'Shares rose 4 percent.' }],
    })
    expect(stdout).toContain('"note":"An earlier version gave a wrong number."')
    expect(stdout.match(/"externalId":"cms-\d","outcome":"created"/g)).toHaveLength(2)
  })

  test('README.md: the tour, the articles to look at, and both clients', async () => {
    const { ask, here, frontEnd } = await follow('README.md')
    expect((await ask('/v1/articles?total=true&limit=1')).page.total).toBeGreaterThan(350)
    const outputs = await runTypeScript(frontEnd, blocksOf('README.md', 'ts').map(here))
    expect(outputs[0]?.trim().split('\n').length).toBeGreaterThan(100)
    expect(outputs[1]).toContain('OpenAI and AWS Sign Agreement')
    // Runs for ever; it is run beside a cache where there is one.
    await compile(frontEnd, blocksOf('docs/operating.md', 'ts'))
  })
})

/** Compiles programs as a front end would, runs them, and returns what each printed. */
async function runTypeScript(folder: string, programs: readonly string[]): Promise<string[]> {
  const names = await compile(folder, programs)
  return Promise.all(names.map(async (name) => (await run('node', [name], { cwd: folder })).stdout))
}

async function compile(folder: string, programs: readonly string[]): Promise<string[]> {
  const names = programs.map((_, index) => `example-${index}.ts`)
  // Each is a module, as in a front end.
  for (const [index, name] of names.entries())
    writeFileSync(join(folder, name), `${programs[index]}export {}\n`)
  const options = '--noEmit --strict --target es2024 --lib es2024,dom --module nodenext --skipLibCheck'
  await run('node_modules/.bin/tsc', [...options.split(' '), ...names], { cwd: folder }).catch(({ stdout }) =>
    Promise.reject(new Error(stdout)),
  )
  return names
}
