import { readFileSync } from 'node:fs'

/** The parts of an OpenAPI document that the laws use. */
export interface Document {
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
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
  additionalProperties?: unknown
}

/** A committed document: all of the API, or one side. */
export const readDocument = (name = 'openapi'): Document =>
  JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8'))

const all = Object.entries(readDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

/** Every operation outside the desk, with its path: each is a GET. */
export const operations = all.filter(({ path }) => !path.startsWith('/admin/'))

/** Every operation of the desk, with its path and method. */
export const deskOperations = all.filter(({ path }) => path.startsWith('/admin/'))

/** The example request of an operation. */
export const exampleOf = ({ description }: Operation): string =>
  /Example: `GET ([^`]+)`$/.exec(description)?.[1] ?? ''

/** Media type of the answer of an operation, and the location of its schema in the document. */
export function answerOf(
  { responses }: { readonly responses: Readonly<Record<string, { readonly content?: object }>> },
  path: string,
): { mediaType: string; schemaRef: string } {
  const [mediaType = ''] = Object.keys(responses[200]?.content ?? {})
  const place = ['paths', path, 'get', 'responses', '200', 'content', mediaType, 'schema']
  const pointer = place.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
  return { mediaType, schemaRef: `document#/${pointer.join('/')}` }
}

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Everything in the document that may be a schema, with its location. */
export function schemasOf(value: unknown, place = ''): { schema: Schema; place: string }[] {
  if (!isObject(value)) return []
  const below = Object.entries(value)
    .filter(([name]) => name !== 'example' && name !== 'examples')
    .flatMap(([name, one]) => schemasOf(one, `${place}/${name}`))
  const own = 'properties' in value && isObject(value.properties) ? [{ schema: value as Schema, place }] : []
  return [...own, ...below]
}
