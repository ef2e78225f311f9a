import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { apiDocuments } from '../../src/cli/commands/openapi.ts'
import { isApiPath } from '../../src/http/protocol/desk-path.ts'
import { problems } from '../../src/slices.ts'
import { testApp } from '../helpers.ts'
import {
  answerOf,
  atPlace,
  closedDocument,
  deskOperations,
  exampleOf,
  isObject,
  type Operation,
  operations,
  readDocument,
  schemasOf,
  selectable,
} from './document.ts'
import { isStream, readFirstEvent } from './recorder.ts'
import { readSource } from './source.ts'

const document = readDocument()

test('the committed documents are up to date', async () => {
  // If this fails, run `npm run openapi`.
  for (const [name, text] of Object.entries(await apiDocuments()))
    expect(readFileSync(`openapi/${name}.json`, 'utf8')).toBe(text)
})

test('each operation stands in the document of its side, and in no other', () => {
  const operationsIn = (name: string) =>
    Object.entries(readDocument(name).paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
  const [delivery, desk] = [operationsIn('delivery'), operationsIn('desk')]
  expect([...delivery, ...desk].sort()).toEqual(operationsIn('openapi').sort())
  expect(delivery.filter((one) => one.includes('/admin/'))).toEqual([])
  expect(desk.filter((one) => !one.includes(' /admin/v1/'))).toEqual([])
})

const every = [...operations, ...deskOperations]

describe('each operation', () => {
  test('has a unique operationId', () => {
    const ids = every.map(({ operation }) => operation.operationId)
    expect(ids.every((id) => /^[a-z][A-Za-z]+$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each(operations)('$path has an example', ({ operation }) => {
    expect(exampleOf(operation)).toMatch(/^\//)
  })

  test.each(every)('$method $path is described completely', ({ operation, path }) => {
    expect(operation.summary).toMatch(/\w/)
    expect(operation.description).toMatch(/\.\s/)
    expect(document.tags.map(({ name }) => name)).toContain(operation.tags[0])
    expect(operation.tags).toHaveLength(1)
    const named = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name)
    expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    expect((operation.parameters ?? []).filter(({ description }) => !description)).toEqual([])
  })

  test.each(every)('$method $path lists its problems, each code under its status', ({ operation, path }) => {
    const listed = Object.entries(operation.responses).filter(([status]) => !(Number(status) < 400))
    for (const [status, { description, content }] of listed) {
      expect(content).toHaveProperty('application/problem+json')
      const codes = [...description.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code)
      expect(codes.length).toBeGreaterThan(0)
      const expected = status === 'default' ? {} : { status: Number(status) }
      for (const code of codes) expect(problems).toHaveProperty(code, expect.objectContaining(expected))
    }
    const statuses = listed.map(([status]) => status)
    expect(statuses).toEqual(expect.arrayContaining(['400', '503', 'default']))
    expect(statuses.includes('401')).toBe(isApiPath(path))
    // Only what operators need is not limited.
    expect(statuses.includes('429')).toBe(isApiPath(path))
    if (path.includes('{')) expect(statuses).toContain('404')
  })
})

describe('without `fields` every property is there; with `fields` an answer is the same schema less `required`', () => {
  const { schemas } = document.components

  test('as the schemas say: a body stands in one form, only searches have highlights, and related articles reasons', () => {
    for (const name of selectable) {
      const { properties = {}, required = [] } = schemas[name] ?? {}
      const optional = Object.keys(properties).filter((property) => !required.includes(property))
      const found = name === 'ArticleSummary' ? ['highlights', 'reasons'] : []
      expect(optional).toEqual(['body', 'bodyHtml', 'bodyMarkdown', 'bodyText', ...found])
    }
  })

  test('as every operation that takes `fields` says, and no other answers such a schema', () => {
    const words =
      'ithout `fields` every property is there; with `fields` an answer is the same schema less `required`'
    expect(readFileSync('docs/api.md', 'utf8')).toContain(words)
    for (const { operation } of every) {
      const fields = operation.parameters?.find(({ name }) => name === 'fields')
      if (fields) expect(fields.description).toContain(words)
    }
  })
})

describe('each schema', () => {
  test('appears once in the document', () => {
    const { schemas } = document.components
    const bare = Object.entries(schemas).map(([name, { description: _, ...schema }]) => [
      JSON.stringify(schema),
      name,
    ])
    expect(new Map(bare as [string, string][]).size).toBe(bare.length)
    expect(Object.keys(schemas).filter((name) => /(?:Output|__answered|\d)$/.test(name))).toEqual([])
    const sent = Object.keys(schemas).filter((name) => name.endsWith('Input'))
    expect(sent.filter((name) => !(name.slice(0, -'Input'.length) in schemas))).toEqual([])
    // That unknown members are refused makes no other type.
    const openly = (name: string) =>
      JSON.stringify({ ...schemas[name], additionalProperties: undefined, description: undefined })
    expect(sent.filter((name) => openly(name) === openly(name.slice(0, -'Input'.length)))).toEqual([])
  })

  test('has a description for each property', () => {
    const missing = schemasOf(document).flatMap(({ schema, place }) =>
      Object.entries(schema.properties ?? {})
        .filter(([, property]) => isObject(property) && !('description' in property) && !('$ref' in property))
        .map(([name]) => `${place}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('of a component is described', () => {
    const { schemas } = document.components
    expect(Object.keys(schemas).filter((name) => !schemas[name]?.description)).toEqual([])
  })
})

const [whole, withFields] = [false, true].map((isSelected) =>
  new Ajv2020({ strict: false, validateFormats: false, discriminator: false }).addSchema(
    closedDocument(document, isSelected),
    'document',
  ),
) as [Ajv2020, Ajv2020]

const validatorOf = (operation: Operation, path: string, url = '') =>
  (/[?&]fields=/.test(url) ? withFields : whole).compile({ $ref: answerOf(operation, path).schemaRef })

const forms = ['blocks', 'html', 'markdown', 'text', 'none'].map((body) => `?body=${body}`)
const variants: Record<string, string[]> = {
  '/v1/articles/{idOrSlug}': [...forms, '?fields=id,body,disclaimers&jurisdiction=FR'],
  '/v1/articles': [...forms, ''],
  '/v1/entities': ['', '?limit=100'],
  '/v1/instruments': [''],
  '/v1/topics': [''],
  '/v1/events': ['', '?type=article.published', '?instrument=XNAS:PLTR'],
  '/v1/product-menus/{key}': ['', '?platform=web&locale=de&jurisdiction=DE&appVersion=5.1'],
}

test.each(operations)('the example of $path is answered as described', async ({ operation, path }) => {
  const { http } = await testApp()
  const { mediaType } = answerOf(operation, path)
  const example = exampleOf(operation)
  const [address = ''] = example.split('?', 1)
  for (const url of [example, ...(variants[path] ?? []).map((search) => `${address}${search}`)]) {
    const request = http.get(url).buffer(true).expect(200)
    const { body, text, headers } = await (isStream(operation) ? readFirstEvent(request) : request)
    expect(headers['content-type']?.startsWith(mediaType)).toBe(true)
    const answer = mediaType.endsWith('json') ? body : text
    const isValid = validatorOf(operation, path, url)
    expect({ url, valid: isValid(answer), errors: isValid.errors }).toEqual({
      url,
      valid: true,
      errors: null,
    })
    const declared = operation.responses[200]?.headers ?? {}
    const names = Object.keys(declared).map((name) => name.toLowerCase())
    const sent = ['link', 'content-language', 'last-modified', 'surrogate-key', 'etag', 'vary']
    expect(sent.filter((name) => name in headers && !names.includes(name))).toEqual([])
    const always = ['etag', 'vary', 'cache-control', 'x-request-id']
    expect(always.filter((name) => names.includes(name) && !(name in headers))).toEqual([])
    expect('304' in operation.responses).toBe('etag' in headers)
    expect(names.includes('surrogate-key')).toBe('etag' in headers)
  }
})

const examplesOf = ({ responses }: Operation) =>
  Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content as Record<string, { examples?: Record<string, { value: unknown }> }>).map(
      ([mediaType, { examples = {} }]) => ({ status, mediaType, values: Object.values(examples) }),
    ),
  )

test.each(every)(
  '$method $path shows an example of each answer, as described',
  ({ method, path, operation }) => {
    for (const { status, mediaType, values } of examplesOf(operation)) {
      if (status === '503' && mediaType === 'application/json') continue
      expect(values.length).toBeGreaterThan(0)
      const isValid = whole.compile({
        $ref: atPlace('paths', path, method, 'responses', status, 'content', mediaType, 'schema'),
      })
      for (const { value } of values)
        expect({ valid: isValid(value), errors: isValid.errors }).toEqual({ valid: true, errors: null })
    }
  },
)

test.each(every)(
  'a page fills in what $method $path needs, and nothing else',
  ({ method, path, operation }) => {
    for (const { name, required = false, example, schema } of operation.parameters ?? []) {
      expect(schema?.example).toBeUndefined()
      // Only who has created a preview knows its token.
      if (name !== 'token') expect([name, example !== undefined]).toEqual([name, required])
    }
    for (const [mediaType, { example }] of Object.entries(operation.requestBody?.content ?? {})) {
      const isValid = whole.compile({
        $ref: atPlace('paths', path, method, 'requestBody', 'content', mediaType, 'schema'),
      })
      expect({ valid: isValid(example), errors: isValid.errors }).toEqual({ valid: true, errors: null })
    }
  },
)

test('an undeclared field fails the check above', () => {
  const livez = operations.find(({ path }) => path === '/livez')
  const isValid = livez ? validatorOf(livez.operation, livez.path) : () => undefined
  expect(isValid({ status: 'ok' })).toBe(true)
  expect(isValid({ status: 'ok', secret: 1 })).toBe(false)
})

test('each problem code is used', () => {
  const used = new Set(
    readSource('src').flatMap(({ text }) =>
      [...text.matchAll(/(?:refuse|unavailable)\(\s*'([a-z-]+)'/g)].map(([, code]) => code),
    ),
  )
  expect(Object.keys(problems).filter((code) => !used.has(code))).toEqual([])
})
