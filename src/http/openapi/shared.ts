import { isDeepStrictEqual } from 'node:util'
import type { ZodOpenApiHeaderObject, ZodOpenApiResponseObject } from 'zod-openapi'

/** A reference to a component. */
export interface Reference {
  readonly $ref: string
}

/** Headers and responses that operations share: each stands once among the components, under its name. */
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
      share(headers, 'headers', name, { description, schema: { type: 'string' } }),
    response: (name, response) => share(responses, 'responses', name, response),
  }
}

function share<One>(some: Record<string, One>, kind: string, name: string, one: One): Reference {
  some[name] ??= one
  if (!isDeepStrictEqual(some[name], one)) throw new Error(`Two of the ${kind} are named ${name}.`)
  return { $ref: `#/components/${kind}/${name}` }
}

/** `rate-limited` as `RateLimited`. */
export const pascalCase = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
