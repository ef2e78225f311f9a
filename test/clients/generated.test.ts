import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createFolder } from '../db/files.ts'
import { sampleSlug, testApp } from '../helpers.ts'

const run = promisify(execFile)
const program = (name: string) => resolve('node_modules/.bin', name)

/** What a front end would write. Each of its types is that of a name in the description. */
const frontEnd = `
import { ApiError, type Article, configure, getArticle, isTextBlock, listArticles } from './client.ts'

configure({ serverUrl: process.argv[2] ?? '' })
const { data } = await listArticles({ query: { limit: 5, sort: '-publishedAt' } })
const article: Article = (await getArticle({ path: { idOrSlug: data[0]?.slug ?? '' } })).data
const summary: string | null = article.summary
const words = (article.body ?? []).filter(isTextBlock).flatMap(({ children }) => children.map(({ text }) => text))
const until: (string | null)[] = article.keyFigures.map(({ period }) => period?.edtf ?? null)
const code = await getArticle({ path: { idOrSlug: 'nothing' } }).catch((error) => error instanceof ApiError && error.status)
console.log(JSON.stringify({ slug: article.slug, words: words.join('').length, summary, until: until.length, code }))
`

const compilerOptions = {
  strict: true,
  noEmit: true,
  target: 'es2024',
  lib: ['es2024', 'dom'],
  module: 'nodenext',
  allowImportingTsExtensions: true,
  types: ['node'],
  typeRoots: [resolve('node_modules/@types')],
}

test('a client that is generated from the description compiles under strict, and reads the sample', async () => {
  const folder = createFolder()
  const client = join(folder, 'client.ts')
  const generate = ['generate-client', 'openapi/delivery.json', '--output', client]
  await run(program('redocly'), generate, { env: { ...process.env, REDOCLY_TELEMETRY: 'off' } })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'front-end.ts'), frontEnd)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const compiled = await run(program('tsc'), ['--project', folder]).catch((fault) => fault)
  expect(compiled.stdout).toBe('')

  const { app } = await testApp()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const { stdout } = await run(program('node'), [join(folder, 'front-end.ts'), origin])
  const { slug, words, summary, until, code } = JSON.parse(stdout)
  expect({ slug, summary, code }).toEqual({ slug: sampleSlug, summary: null, code: 404 })
  expect(words).toBeGreaterThan(1_000)
  expect(until).toBeGreaterThan(0)
})
