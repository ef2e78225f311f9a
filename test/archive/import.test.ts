import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { importArticles, type LineOutcome } from '../../src/archive/exchange/import.ts'
import { withInput } from '../../src/archive/exchange/input.ts'
import { createFolder } from '../db/files.ts'
import { testApp } from '../helpers.ts'

const text = (words: string) => [
  {
    _type: 'block',
    _key: 'b1',
    style: 'normal',
    markDefs: [],
    children: [{ _type: 'span', text: words, marks: [] }],
  },
]
const line = (externalId: string, rest: object = {}) =>
  JSON.stringify({
    externalId,
    locale: 'en',
    type: 'news',
    headline: `Story ${externalId}`,
    body: text('Words.'),
    ...rest,
  })

async function importing({ strict = false } = {}) {
  const { db, config, http, time } = await testApp()
  const file = join(createFolder(), 'articles.ndjson')
  const run = async (...lines: string[]) => {
    writeFileSync(file, lines.join('\n'))
    const outcomes: LineOutcome[] = []
    const onOutcomes = async (some: readonly LineOutcome[]) => void outcomes.push(...some)
    await withInput(file, Readable.from([]), (input) =>
      importArticles(db, config, input, { strict, onProgress: () => {}, onOutcomes }),
    )
    return outcomes.map(({ line: number, outcome }) => [number, outcome])
  }
  return { db, http, time, run }
}

test('articles are upserted by externalId: created, then unchanged, then updated', async () => {
  const { http, run } = await importing()
  expect(await run(line('one', { publish: true }), line('two'))).toEqual([
    [1, 'created'],
    [2, 'created'],
  ])
  await http.get('/v1/articles/story-one').expect(200)
  await http.get('/v1/articles/story-two').expect(404)
  expect(await run(line('one', { publish: true }))).toEqual([[1, 'unchanged']])
  expect(await run(line('one', { publish: true, headline: 'Another', slug: 'story-one' }))).toEqual([
    [1, 'updated'],
  ])
  const { body } = await http.get('/v1/articles/story-one').expect(200)
  expect(body.data).toMatchObject({ headline: 'Another', version: 2 })
})

test('the documented lines publish at once and at a moment; the same lines again change nothing', async () => {
  const { http, run, time } = await importing()
  const [, block = ''] = /^(\{"externalId"[\s\S]*?)^END$/m.exec(readFileSync('docs/editing.md', 'utf8')) ?? []
  const lines = block.trim().split('\n')
  expect(await run(...lines)).toEqual([
    [1, 'created'],
    [2, 'created'],
  ])
  await http.get('/v1/articles/shares-rise').expect(200)
  await http.get('/v1/articles/shares-fall').expect(404)
  expect((await run(...lines)).map(([, outcome]) => outcome)).toEqual(['unchanged', 'unchanged'])
  const [, later = ''] = lines
  expect(await run(later.replace('09:00', '10:00'))).toEqual([[1, 'refused']])
  time.set('2030-01-01T08:00:00.000Z')
  await http.get('/v1/articles/shares-fall').expect(200)
})

test('a line that is to be published now is not done while its publication is pending', async () => {
  const { http, run } = await importing()
  expect(await run(line('one', { publishAt: '2030-01-01T00:00:00Z' }))).toEqual([[1, 'created']])
  expect(await run(line('one', { publishAt: '2030-01-01T00:00:00Z' }))).toEqual([[1, 'unchanged']])
  for (const wish of [{ publish: true }, { publishAt: '2026-01-01T00:00:00Z' }])
    expect(await run(line('one', wish))).toEqual([[1, 'refused']])
  await http.get('/v1/articles/story-one').expect(404)
})

test('a refused line does not stop the others, unless strict', async () => {
  const lines = [
    line('one'),
    '{',
    line('two', { isAdmin: true }),
    line('three').replace('{', '{"type":"news",'),
    line('four'),
  ]
  const lenient = await importing()
  expect((await lenient.run(...lines)).map(([, outcome]) => outcome)).toEqual([
    'created',
    'refused',
    'refused',
    'refused',
    'created',
  ])
  const strict = await importing({ strict: true })
  const outcomes = await strict.run(...lines)
  expect(outcomes.filter(([, outcome]) => outcome === 'refused')).toHaveLength(1)
  expect(outcomes).not.toContainEqual([5, 'created'])
})
