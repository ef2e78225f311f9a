import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Response } from 'supertest'
import { describe, expect, test } from 'vitest'
import { isApiPath } from '../../src/http/protocol/desk-path.ts'
import { problems } from '../../src/slices.ts'
import { testApp } from '../helpers.ts'
import { exampleOf, type Operation, operations, readDocument, requiredQuery, schemasOf } from './document.ts'

/** A request that must be refused on every path. */
interface Bad {
  readonly name: string
  readonly method?: 'post' | 'put' | 'patch' | 'delete'
  readonly url: string
  readonly headers?: Record<string, string>
  readonly status: number
  readonly code: string
  /** The parameter that the error must name. */
  readonly parameter?: string
}

const methods = ['post', 'put', 'patch', 'delete'] as const

/** Bad requests that every path refuses in the same way. */
const badEverywhere = (address: string): Bad[] => [
  ...methods.map((method) => {
    return { name: method, method, url: address, status: 405, code: 'method-not-allowed' } as const
  }),
  ...(isApiPath(address) ? ['Bearer bt_0000', 'Bearer', 'Basic dXNlcjpwYXNz', ''] : []).map(
    (authorization) => ({
      name: `Authorization: ${authorization}`,
      url: address,
      headers: { authorization },
      status: 401,
      code: 'invalid-key',
    }),
  ),
  {
    name: 'a URL that is too long',
    url: `${address}?q=${'x'.repeat(8_200)}`,
    status: 414,
    code: 'uri-too-long',
  },
  { name: 'a trailing slash', url: `${address}/`, status: 404, code: 'not-found' },
  { name: 'a doubled slash', url: `/${address}`, status: 404, code: 'not-found' },
  { name: 'malformed encoding', url: `${address}/%E0%A4%A`, status: 400, code: 'malformed-request' },
]

/** Bad parameters of an operation. */
function badParameters(operation: Operation): Bad[] {
  const [address = ''] = exampleOf(operation).split('?', 1)
  const names = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name)
  const all = requiredQuery(operation)
  const unknown = { status: 400, code: 'unknown-parameter' }
  const invalid = { status: 400, code: 'invalid-parameter' }
  return [
    { name: 'an unknown parameter', url: `${address}?nonsense=1${all}`, ...unknown, parameter: 'nonsense' },
    { name: 'a dangerous name', url: `${address}?__proto__=1${all}`, ...unknown, parameter: '__proto__' },
    { name: 'brackets', url: `${address}?limit[]=1${all}`, ...unknown, parameter: 'limit[]' },
    { name: 'another case', url: `${address}?ASOF=1${all}`, ...unknown, parameter: 'ASOF' },
    { name: 'a malformed name', url: `${address}?%E0%A4%A=1${all}`, ...unknown, parameter: '(malformed)' },
    ...names.flatMap((parameter) => {
      const beside = requiredQuery(operation, parameter)
      return Object.entries({ twice: `1&${parameter}=1`, malformed: '%ff', empty: '' }).map(
        ([name, value]) => ({
          ...{ name: `${parameter} ${name}`, url: `${address}?${parameter}=${value}${beside}` },
          ...{ ...invalid, parameter },
        }),
      )
    }),
  ]
}

const closed = readDocument()
for (const { schema } of schemasOf(closed)) schema.additionalProperties ??= false
const ajv = new Ajv2020({ strict: false, validateFormats: false })
const isProblem = ajv.addSchema(closed, 'document').compile({ $ref: 'document#/components/schemas/Problem' })

/** What must hold for every error. */
function expectProblem({ name, status, code, parameter }: Bad, { body, headers, ...answer }: Response): void {
  expect({ name, status: answer.status, code: body.code }).toEqual({ name, status, code })
  expect({ name, valid: isProblem(body), errors: isProblem.errors }).toEqual({
    name,
    valid: true,
    errors: null,
  })
  expect(body).toMatchObject({ status, type: `/problems/${code}`, requestId: headers['x-request-id'] })
  expect(body.detail).toMatch(/[^.]\.$/)
  expect(problems).toHaveProperty(code, expect.objectContaining({ status, title: body.title }))
  expect(headers['content-type']).toBe('application/problem+json')
  expect(headers['cache-control']).toBe([404, 410, 451].includes(status) ? 'public, max-age=1' : 'no-store')
  expect(headers).not.toHaveProperty('etag')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['access-control-allow-origin']).toBe('*')
  if (parameter) expect(body.errors).toEqual([expect.objectContaining({ parameter, code })])
  if (status === 405) expect(headers.allow).toBe('GET, HEAD, OPTIONS')
  if (status === 401) expect(headers['www-authenticate']).toMatch(/^Bearer\b/)
  if (status === 503) expect(headers['retry-after']).toMatch(/^\d+$/)
}

const send = ({ http }: Awaited<ReturnType<typeof testApp>>, { method, url, headers }: Bad) =>
  http[method ?? 'get'](url).set(headers ?? {})

/** The problem codes that an operation declares. */
const codesOf = ({ responses }: Operation): string[] =>
  Object.values(responses).flatMap(({ description }) =>
    [...description.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code),
  )

describe('bad requests get a problem document', () => {
  test.each(operations)('of $path', async ({ operation }) => {
    const app = await testApp()
    const [address = ''] = exampleOf(operation).split('?', 1)
    const declared = codesOf(operation)
    for (const bad of [...badEverywhere(address), ...badParameters(operation)]) {
      expectProblem(bad, await send(app, bad))
      // Other methods and other paths do not belong to this operation.
      if (![404, 405].includes(bad.status)) expect(declared).toContain(bad.code)
    }
  })

  test.each(['/developers', '/docs', '/openapi.json', '/favicon.svg', '/problems', '/problems/not-found'])(
    'of %s',
    async (address) => {
      const app = await testApp({ sample: false })
      for (const bad of badEverywhere(address)) expectProblem(bad, await send(app, bad))
    },
  )

  test('of unknown paths', async () => {
    const app = await testApp({ sample: false })
    for (const url of ['/v1', '/v1/nothing', '/V1/articles', '/problems/nothing', '/feeds/nothing']) {
      for (const method of [undefined, 'post', 'delete'] as const) {
        const isKnownPath = method !== undefined && url === '/problems/nothing'
        const refusal = isKnownPath
          ? { status: 405, code: 'method-not-allowed' }
          : { status: 404, code: 'not-found' }
        const bad: Bad = { name: `${method} ${url}`, url, ...(method && { method }), ...refusal }
        expectProblem(bad, await send(app, bad))
      }
    }
  })
})

test('no error repeats the input', async () => {
  const { http } = await testApp()
  for (const { operation } of operations) {
    const [address = ''] = exampleOf(operation).split('?', 1)
    for (const url of [
      `${address}?asOf=zebra`,
      `${address}?limit=zebra`,
      `${address}/zebra`,
      `${address}?cursor=zebra`,
    ]) {
      const { body, status } = await http.get(url)
      expect({ url, refused: status >= 400 }).toEqual({ url, refused: true })
      expect(JSON.stringify(body)).not.toContain('zebra')
    }
  }
})
