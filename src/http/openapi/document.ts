import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { createDocument } from 'zod-openapi'
import type { ProblemTable } from '../../kernel/refusal.ts'
import type { Declared, ReadEndpoint, Tag } from '../endpoints/endpoint.ts'
import { problemSchema } from '../protocol/problem.ts'
import { answeredSuffix, nameSentSchemas } from './input-schemas.ts'
import { describeEndpoint } from './operation.ts'

type Document = ReturnType<typeof createDocument>

export interface ApiInfo {
  readonly version: string
  readonly description: string
  readonly problems: ProblemTable
}

/** Registers the OpenAPI 3.1 document, generated on request from the router's endpoints. */
export async function describeApi(
  app: FastifyInstance,
  router: { readonly endpoints: readonly Declared[] },
  info: ApiInfo,
): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0' },
    // The plugin cannot read zod schemas, so zod-openapi generates the paths.
    transform: ({ url }) => ({ schema: { hide: true }, url }),
    // The two libraries' types for the document differ only in what may be undefined.
    transformObject: () => toDocument(router.endpoints, info) as never,
  })
}

function toDocument(endpoints: readonly Declared[], { version, description, problems }: ApiInfo): Document {
  const shared = { table: problems, schema: problemSchema(problems) }
  const byPath = Map.groupBy(endpoints, ({ path }) => path)
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: { title: 'Broadtape', version, description, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/', description: 'This server' }],
      security: [],
      tags: tagsOf(endpoints),
      components: { securitySchemes: { bearerAuth } },
      paths: Object.fromEntries(
        [...byPath].map(([path, some]) => [
          path,
          Object.fromEntries(
            some.map((endpoint) => [endpoint.method.toLowerCase(), describeEndpoint(endpoint, shared)]),
          ),
        ]),
      ),
    },
    { override: simplify, outputIdSuffix: answeredSuffix },
  )
  for (const endpoint of endpoints)
    if (endpoint.method === 'GET' && endpoint.example) addExamples(document, endpoint)
  return nameSentSchemas(document)
}

const bearerAuth = {
  type: 'http',
  scheme: 'bearer',
  description:
    'An API key with scopes: `bt_…`. Only the desk needs one. Public reads accept a valid key and refuse an invalid one.',
} as const

const tagsOf = (endpoints: readonly Declared[]): Tag[] => [
  ...new Map(endpoints.map(({ tag }) => [tag.name, tag])).values(),
]

/** Removes constraints that would promise too much to generated clients, or that are redundant. */
function simplify({
  jsonSchema,
  io,
}: {
  jsonSchema: z.core.JSONSchema.BaseSchema
  io: 'input' | 'output'
}): void {
  // Answers may gain fields.
  if (io === 'output') delete jsonSchema.additionalProperties
  // Implied by the format or type.
  if (jsonSchema.format === 'date-time' || jsonSchema.type === 'integer') delete jsonSchema.pattern
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

/** Sets parameter examples from the endpoint's example URL, so that /docs can send it unchanged. */
function addExamples(document: Document, { path, example = '' }: ReadEndpoint): void {
  const [examplePath = '', search = ''] = example.split('?', 2)
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const values = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(examplePath)?.slice(1) ?? []
  const known = new Map([
    ...new URLSearchParams(search),
    ...names.map((name, index) => [name, values[index]] as const),
  ])
  for (const parameter of document.paths?.[path]?.get?.parameters ?? []) {
    if ('$ref' in parameter || !known.has(parameter.name)) continue
    const value = known.get(parameter.name)
    parameter.example = typeOf(parameter.schema) === 'string' ? value : JSON.parse(value ?? 'null')
  }
}

const typeOf = (schema: unknown): unknown =>
  typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : 'string'
