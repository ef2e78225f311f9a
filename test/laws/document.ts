import { readFileSync } from 'node:fs'

/** The parts of an OpenAPI document that the laws use. */
export interface Document {
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> } & Readonly<
    Record<'parameters' | 'responses' | 'headers', object>
  >
}

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly parameters?: readonly {
    readonly in: string
    readonly name: string
    readonly description?: string
    readonly required?: boolean
    readonly example?: unknown
    readonly schema?: { readonly example?: unknown }
  }[]
  readonly security?: readonly object[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>
  }
  readonly responses: Readonly<Record<string, Response>>
}

interface Response {
  readonly description: string
  readonly headers?: object
  readonly content?: object
}

export interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, unknown>>
  required?: readonly string[]
  additionalProperties?: unknown
}

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A committed document: all of the API, or one side; as it stands. */
export const readRawDocument = (name = 'openapi'): Document =>
  JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8'))

/** The same with shared parameters, headers, responses and examples in their places, as the laws read them. */
export const readDocument = (name = 'openapi'): Document => resolved(readRawDocument(name))

/** The document without references but those to schemas. */
export function resolved<Described extends object>(document: Described): Described {
  const { components = {} } = document as { components?: Record<string, Record<string, unknown>> }
  const resolve = (_: string, value: unknown): unknown => {
    if (!isObject(value) || !('$ref' in value)) return value
    const [, , kind = '', name = ''] = String(value.$ref).split('/')
    // Of a document without its examples, the references to them stay.
    return kind === 'schemas' ? value : (components[kind]?.[name] ?? value)
  }
  return JSON.parse(JSON.stringify(document, resolve))
}

const all = Object.entries(readDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

/** Every operation outside the desk, with its path: each is a GET. */
export const operations = all.filter(({ path }) => !path.startsWith('/admin/'))

/** Every operation of the desk, with its path and method. */
export const deskOperations = all.filter(({ path }) => path.startsWith('/admin/'))

/** Scopes that the description of an operation of the desk requires: any one of them. */
export const scopesOf = ({ description }: Operation): string[] =>
  [...(/\n\nScope: (.+)\.$/.exec(description)?.[1] ?? '').matchAll(/`([a-z]+:[a-z]+)`/g)].map(
    ([, scope = '']) => scope,
  )

/** The example request of an operation. */
export const exampleOf = ({ description }: Operation): string =>
  /Example: `GET ([^`]+)`$/.exec(description)?.[1] ?? ''

/** The location of a part of the document, as a validator takes it that knows it as `document`. */
/** What a query has to have, with the examples of the description; without the parameter of a name. */
export const requiredQuery = ({ parameters = [] }: Pick<Operation, 'parameters'>, name = ''): string =>
  parameters
    .filter((one) => one.in === 'query' && one.required && one.name !== name)
    .map((one) => `&${one.name}=${one.example}`)
    .join('')

export const atPlace = (...place: string[]): string =>
  `document#/${place.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** Media type of the answer of an operation, and the location of its schema in the document. */
export function answerOf(
  { responses }: { readonly responses: Readonly<Record<string, { readonly content?: object }>> },
  path: string,
): { mediaType: string; schemaRef: string } {
  const [mediaType = ''] = Object.keys(responses[200]?.content ?? {})
  const place = ['paths', path, 'get', 'responses', '200', 'content', mediaType, 'schema']
  return { mediaType, schemaRef: atPlace(...place) }
}

/** Schemas that `fields` selects from. With it an answer is the same schema less `required`. */
export const selectable = ['Article', 'ArticleSummary'] as const

/** The document as it describes answers to requests with `fields`. Each object is closed in either form. */
export function closedDocument<Described extends object>(document: Described, withFields = false): Described {
  const closed = structuredClone(document)
  for (const { schema, place } of schemasOf(closed)) {
    // A problem may carry members of its own (RFC 9457).
    if (!place.endsWith('/Problem')) schema.additionalProperties ??= false
    if (withFields && selectable.some((name) => place === `/components/schemas/${name}`))
      delete schema.required
  }
  return closed
}

/** Everything in the document that may be a schema, with its location. */
export function schemasOf(value: unknown, place = ''): { schema: Schema; place: string }[] {
  if (!isObject(value)) return []
  const below = Object.entries(value)
    .filter(([name]) => name !== 'example' && name !== 'examples')
    .flatMap(([name, one]) => schemasOf(one, `${place}/${name}`))
  const own = 'properties' in value && isObject(value.properties) ? [{ schema: value as Schema, place }] : []
  return [...own, ...below]
}
