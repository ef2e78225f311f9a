import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createStore, startServer } from '../faults/process.ts'

const run = promisify(execFile)

test('the walk-through of docs/editing.md leads from a key to a published correction', async () => {
  const [, section = ''] = readFileSync('docs/editing.md', 'utf8').split(
    '\n## From a key to a published correction\n',
  )
  const [own = ''] = section.split('\n## ')
  const blocks = [...own.matchAll(/```sh\n([\s\S]+?)```/g)].map(([, text = '']) => text)
  expect(blocks.length).toBeGreaterThan(5)
  const file = await createStore()
  const { port } = await startServer(file)
  const script = `set -euo pipefail\n${blocks.join('\n')}`.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`)
  const env = { ...process.env, DATABASE_URL: `file:${file}` }
  const { stdout } = await run('bash', ['-c', script], { env })

  const answer = await fetch(`http://127.0.0.1:${port}/v1/articles?body=text`)
  const { data } = (await answer.json()) as { data: { slug: string }[] }
  const article = data.find(({ slug }) => slug === 'shares-rise')
  expect(article).toMatchObject({
    headline: 'Shares Rise 4 Percent',
    bodyText: 'Shares rose 4 percent on Tuesday.',
    version: 2,
    signal: 'correction',
    corrections: [{ was: 'Shares rose 5 percent.', is: 'Shares rose 4 percent.' }],
  })
  expect(stdout.trimEnd()).toMatch(/"note":"An earlier version gave a wrong number\."[^\n]*$/)
}, 60_000)
