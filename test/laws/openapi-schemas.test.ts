import { describe, expect, test } from 'vitest'
import { isObject, readRawDocument } from './document.ts'

const raw = readRawDocument()
const operations = Object.values(raw.paths).flatMap((methods) => Object.values(methods))

describe('the document is lean', () => {
  test('all of it has at most 490 KB as served', () => {
    expect(Buffer.byteLength(JSON.stringify(raw))).toBeLessThanOrEqual(450_000)
  })

  const inParameters = operations.flatMap(({ parameters }) => [...(parameters ?? [])])
  const inHeaders = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap(({ headers }) => Object.values(headers ?? {})),
  )
  test.each([
    ['parameter', inParameters],
    ['header', inHeaders],
  ])('no %s stands in two places', (_, parts) => {
    const inline = parts.filter((one) => !('$ref' in one)).map((one) => JSON.stringify(one))
    expect(inline.filter((one, index) => inline.indexOf(one) !== index)).toEqual([])
  })

  test('no two components have the same name, since generators put them into one namespace', () => {
    const { schemas, parameters, responses, headers } = raw.components
    const names = [schemas, parameters, responses, headers].flatMap((some) => Object.keys(some))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('answers with a body stand in their places, or swagger-typescript-api does not read them', () => {
    const answers = operations.flatMap(({ responses }) =>
      ['200', '201'].flatMap((status) => responses[status] ?? []),
    )
    expect(answers.filter((one) => '$ref' in one)).toEqual([])
  })

  test('every refusal stands among the components, but for that of readiness, with a body of its own', () => {
    const inline = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(([status, one]) => status >= '400' && !('$ref' in one))
        .map(([status]) => `${operationId} ${status}`),
    )
    expect(inline).toEqual(['getReadiness 503'])
  })
})

interface Placed {
  readonly schema: Record<string, unknown>
  readonly place: string
}

const keywords = ['type', 'anyOf', 'oneOf', 'enum', 'properties', 'not', 'propertyNames']

/** Every schema in the value. What holds the properties of an object is none. */
function schemasIn(value: unknown, place = '', isHolder = false): Placed[] {
  if (!isObject(value)) return []
  const own = !isHolder && keywords.some((keyword) => keyword in value)
  return [
    ...(own ? [{ schema: value as Placed['schema'], place }] : []),
    ...Object.entries(value)
      .filter(([name]) => isHolder || !['example', 'examples', 'securitySchemes'].includes(name))
      .flatMap(([name, one]) => schemasIn(one, `${place}/${name}`, !isHolder && name === 'properties')),
  ]
}

describe('each schema', () => {
  const all = schemasIn(raw)
  const placesOf = (isWrong: (schema: Record<string, unknown>) => boolean) =>
    all.filter(({ schema }) => isWrong(schema)).map(({ place }) => place)

  test('has a name if it is an object, an enumeration or a union', () => {
    // One value alone is a constant.
    const isEnumeration = ({ enum: values }: Record<string, unknown>) =>
      Array.isArray(values) && values.length > 1
    const unnamed = placesOf((schema) => 'properties' in schema || isEnumeration(schema) || 'oneOf' in schema)
    expect(unnamed.filter((place) => !/^\/components\/schemas\/[^/]+$/.test(place))).toEqual([])
  })

  test('has no pattern that generators refuse', () => {
    expect(placesOf(({ type, pattern }) => type === 'integer' && pattern !== undefined)).toEqual([])
    expect(placesOf(({ pattern }) => /\(\?<?[=!]|\\[1-9kpP]/.test(String(pattern)))).toEqual([])
  })

  test('has no empty object as its default, which generators take for a whole one', () => {
    expect(JSON.stringify(raw)).not.toContain('"default":{}')
  })

  test('is no negation, and no map without the type of its values', () => {
    expect(placesOf((schema) => 'not' in schema || 'propertyNames' in schema)).toEqual([])
    expect(
      placesOf(
        ({ type, properties, oneOf, additionalProperties }) =>
          type === 'object' && !properties && !oneOf && additionalProperties === undefined,
      ),
    ).toEqual([])
  })

  test('has a discriminator if it is a union, unless that is of a name and null', () => {
    expect(placesOf((schema) => 'oneOf' in schema && !('discriminator' in schema))).toEqual([])
    const keywordsOf = (union: unknown) =>
      Array.isArray(union) ? union.map((one) => Object.keys(one)[0] + (one.type ?? '')).join() : undefined
    expect(placesOf(({ anyOf }) => ![undefined, '$ref,typenull'].includes(keywordsOf(anyOf)))).toEqual([])
  })

  test('names its values where they differ by a sign', () => {
    const signed = all.filter(
      ({ schema }) => Array.isArray(schema.enum) && schema.enum.some((one) => /^[-+]/.test(one)),
    )
    expect(signed.length).toBeGreaterThan(0)
    for (const { schema } of signed) {
      const names = schema['x-enum-varnames'] as string[]
      expect(new Set(names).size).toBe((schema.enum as string[]).length)
      for (const name of names) expect(name).toMatch(/^[A-Za-z]\w*$/)
    }
  })
})
