import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleSlug, testApp } from '../helpers.ts'

const run = promisify(execFile)
const here = resolve('test/clients')
const document = resolve('openapi/openapi.json')
/** Beside the packages that generated code imports. */
const folder = join(here, '.generated')

/** A generator, and what a front end writes with its client: it reads the newest article. */
interface Generator {
  readonly command: readonly [string, ...string[]]
  readonly files?: Readonly<Record<string, object>>
  readonly read: string
}

const orval = (client: string) => ({
  command: ['orval', '--config', 'orval.config.json'] as const,
  files: {
    'orval.config.json': {
      api: { input: document, output: { target: 'client.ts', client, mode: 'single' } },
    },
  },
})

const generators: Readonly<Record<string, Generator>> = {
  'openapi-typescript with openapi-fetch': {
    command: ['openapi-typescript', document, '--output', 'client.ts'],
    read: `
import createClient from 'openapi-fetch'
import type { components, paths } from './client.ts'
const client = createClient<paths>({ baseUrl: origin })
const list = await client.GET('/v1/articles', { params: { query: { limit: 1, sort: '-publishedAt' } } })
const idOrSlug = list.data?.data[0]?.slug ?? ''
const { data } = await client.GET('/v1/articles/{idOrSlug}', { params: { path: { idOrSlug } } })
const article: components['schemas']['Article'] | undefined = data?.data`,
  },
  '@hey-api/openapi-ts': {
    command: ['openapi-ts', '--input', document, '--output', 'client'],
    read: `
import { client } from './client/client.gen'
import { type Article, getArticle, listArticles } from './client'
client.setConfig({ baseUrl: origin })
const list = await listArticles({ query: { limit: 1, sort: '-publishedAt' } })
const { data } = await getArticle({ path: { idOrSlug: list.data?.data[0]?.slug ?? '' } })
const article: Article | undefined = data?.data`,
  },
  orval: {
    ...orval('fetch'),
    read: `
import { type Article, getGetArticleUrl, getListArticlesUrl, type listArticlesResponse200 } from './client'
const get = async (url: string) => (await fetch(origin + url)).json()
const list: listArticlesResponse200['data'] = await get(getListArticlesUrl({ limit: 1, sort: '-publishedAt' }))
const article: Article = (await get(getGetArticleUrl(list.data[0]?.slug ?? ''))).data`,
  },
  'orval with zod': {
    ...orval('zod'),
    read: `
import { GetArticleResponse, ListArticlesResponse } from './client'
const get = async (url: string) => (await fetch(origin + url)).json()
const list = ListArticlesResponse.parse(await get('/v1/articles?limit=1'))
const article = GetArticleResponse.parse(await get('/v1/articles/' + list.data[0]?.slug)).data`,
  },
  'swagger-typescript-api': {
    command: [
      'swagger-typescript-api',
      'generate',
      '--path',
      document,
      '--output',
      '.',
      '--name',
      'client.ts',
    ],
    read: `
import { Api, type Article, Sort } from './client'
const { v1 } = new Api({ baseUrl: origin })
const list = await v1.listArticles({ limit: 1, sort: Sort.PublishedAtDescending })
const article: Article = (await v1.getArticle(list.data.data[0]?.slug ?? '')).data.data`,
  },
}

const compilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
  types: [],
}

let origin = ''
beforeAll(async () => {
  const { app } = await testApp({ behind: afterAll })
  await app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(Object.entries(generators))(
  'a client by %s compiles under strict, and reads the sample',
  async (name, generator) => {
    const cwd = join(folder, name.replaceAll(/\W+/g, '-'))
    mkdirSync(cwd, { recursive: true })
    for (const [file, content] of Object.entries(generator.files ?? {}))
      writeFileSync(join(cwd, file), JSON.stringify(content))
    const [program, ...options] = generator.command
    await run(join(here, 'node_modules/.bin', program), options, { cwd })
    const [, imports = '', rest = ''] = /^((?:\s*import .*\n)+)([\s\S]*)$/.exec(generator.read) ?? []
    const reading = `${imports}export async function read(origin: string) {\n${rest}\nreturn article\n}\n`
    writeFileSync(join(cwd, 'front-end.ts'), reading)
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
    const compiled = await run(resolve('node_modules/.bin/tsc'), ['--project', cwd]).catch((fault) => fault)
    expect(compiled.stdout).toBe('')

    const { read } = await import(join(cwd, 'front-end.ts'))
    expect(await read(origin)).toMatchObject({
      slug: sampleSlug,
      summary: null,
      keyFigures: expect.any(Array),
    })
  },
  120_000,
)
