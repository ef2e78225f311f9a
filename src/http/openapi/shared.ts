import { isDeepStrictEqual } from 'node:util'
import type { ZodOpenApiHeaderObject, ZodOpenApiResponseObject } from 'zod-openapi'

/** A reference to a component. */
export interface Reference {
  readonly $ref: string
}

/** Headers and responses that several operations refer to as components, by name. */
export interface Shared {
  header(name: string, description: string): Reference
  response(name: string, response: ZodOpenApiResponseObject): Reference
  readonly headers: Record<string, ZodOpenApiHeaderObject>
  readonly responses: Record<string, ZodOpenApiResponseObject>
}

export function createShared(): Shared {
  const headers: Shared['headers'] = {}
  const responses: Shared['responses'] = {}
  return {
    headers,
    responses,
    header: (name, description) =>
      addComponent(headers, 'headers', name, { description, schema: { type: 'string' } }),
    response: (name, response) => addComponent(responses, 'responses', name, response),
  }
}

/** Adds a component, and returns a reference to it. Throws if another one of its kind has the name. */
export function addComponent<One>(
  components: Record<string, One>,
  kind: string,
  name: string,
  one: One,
): Reference {
  components[name] ??= one
  if (!isDeepStrictEqual(components[name], one)) throw new Error(`Two of the ${kind} are named ${name}.`)
  return { $ref: `#/components/${kind}/${name}` }
}

/** `rate-limited` as `RateLimited`. */
export const pascalCase = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
