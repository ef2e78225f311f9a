import { readFileSync } from 'node:fs'

/** The parts of an OpenAPI document that the laws look at. */
export interface Document {
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>
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
  }[]
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

/** The document as it is committed. */
export const readDocument = (): Document => JSON.parse(readFileSync('openapi/openapi.json', 'utf8'))

/** Every operation with its path. */
export const operations = Object.entries(readDocument().paths).map(([path, { get }]) => ({
  path,
  operation: get,
}))

/** The request that an operation gives as its example. */
export const exampleOf = ({ description }: Operation): string =>
  /Example: `GET ([^`]+)`$/.exec(description)?.[1] ?? ''

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Everything in the document that may be a schema, with its place. */
export function schemasOf(value: unknown, place = ''): { schema: Schema; place: string }[] {
  if (!isObject(value)) return []
  const below = Object.entries(value)
    .filter(([name]) => name !== 'example' && name !== 'examples')
    .flatMap(([name, one]) => schemasOf(one, `${place}/${name}`))
  const own = 'properties' in value && isObject(value.properties) ? [{ schema: value as Schema, place }] : []
  return [...own, ...below]
}
