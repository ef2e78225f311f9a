import type { z } from 'zod'
import { type Document, usedIn } from './parts.ts'

type Schema = z.core.JSONSchema.BaseSchema

/** Answers may gain fields; maps keep the type of their values. */
export function openAnswers({ jsonSchema, io }: { jsonSchema: Schema; io: 'input' | 'output' }): void {
  if (io === 'output' && jsonSchema.properties) delete jsonSchema.additionalProperties
}

/** Leaves patterns to what is sent: a client need not check what it gets, and would refuse what a later version adds. */
export function dropPatterns(document: Document): void {
  const operations = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item))
  const sent = operations.map(({ parameters, requestBody }) => ({ parameters, requestBody }))
  const { schemas: kept = {} } = usedIn(sent, document.components ?? {})
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
    if (!(name in kept)) dropPatternsIn(schema)
}

function dropPatternsIn(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if ('pattern' in value && typeof value.pattern === 'string') delete value.pattern
  for (const one of Object.values(value)) dropPatternsIn(one)
}

/** Removes from every schema in the value what is redundant, or what generators and validators of other languages refuse. */
export function simplify(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  // Beside a reference it would refuse everything.
  if ('$ref' in value && 'additionalProperties' in value) delete value.additionalProperties
  // Its members have defaults of their own, and generators take it for a whole object; null for one beside a reference.
  if ('default' in value && (isEmpty(value.default) || ('anyOf' in value && value.default === null)))
    delete value.default
  // What holds the properties of an object may itself have one that is named `type`.
  if ('anyOf' in value || ('type' in value && typeof value.type === 'string')) simplifySchema(value as Schema)
  for (const [name, one] of Object.entries(value))
    if (name !== 'example' && name !== 'examples') simplify(one)
}

function simplifySchema(schema: Schema): void {
  joinNull(schema)
  const { type, format, pattern, maximum, minimum, items } = schema
  // Implied by the format or type.
  if (type === 'integer' || format === 'date-time' || format === 'date') delete schema.pattern
  else if (typeof pattern === 'string')
    // Only in a literal of JavaScript has a slash to be escaped.
    schema.pattern = withoutLookarounds(pattern).replaceAll('\\/', '/')
  if (type === 'boolean') delete schema.enum
  if (maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  // A default applies to what may be absent.
  for (const name of schema.required ?? []) {
    const property = schema.properties?.[name]
    if (typeof property === 'object') delete property.default
  }
  // Few generators read it; that the names are language tags is in the description.
  delete schema.propertyNames
  // An array that is always empty.
  if (typeof items === 'object' && 'not' in items) schema.items = {}
  // Generators made for OpenAPI 3.0 do not know `const`.
  if (typeof schema.const === 'string') {
    schema.enum = [schema.const]
    delete schema.const
  }
  if (schema.enum?.some((one) => String(one).startsWith('-')))
    Object.assign(schema, { 'x-enum-varnames': schema.enum.map(nameOfValue) })
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

/** `{type: [X, 'null']}` instead of a union with null, where X has no name and no closed list of values. */
function joinNull(schema: Schema): void {
  const [one, none, ...others] = schema.anyOf ?? []
  if (typeof one !== 'object' || typeof none !== 'object' || none.type !== 'null' || others.length > 0) return
  if (typeof one.type !== 'string' || '$ref' in one || 'enum' in one || 'const' in one) return
  const { anyOf: _, ...rest } = schema
  Object.assign(schema, one, rest, { type: [one.type, 'null'] })
  delete schema.anyOf
}

/** RE2, as in Go and in many gateways, has none; what is left matches all that is valid, and a bit more. */
const withoutLookarounds = (pattern: string): string =>
  pattern.replaceAll(/\(\?<?[=!](?:[^()]|\([^()]*\))*\)/g, '')

/** `-publishedAt` as `publishedAtDescending`: without its sign it would be the name of another value. */
const nameOfValue = (value: unknown): string => {
  const text = String(value)
  return text.startsWith('-') ? `${text.slice(1)}Descending` : `${text}Ascending`
}
