import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { createDocument } from 'zod-openapi'
import type { ProblemTable } from '../../kernel/refusal.ts'
import type { Declared, Tag } from '../endpoints/endpoint.ts'
import { problemSchema } from '../protocol/problem.ts'
import { nameAnswers, shareParameters } from './components.ts'
import { answeredSuffix, nameSentSchemas } from './input-schemas.ts'
import { describeEndpoint } from './operation.ts'
import type { Document } from './parts.ts'
import { createShared } from './shared.ts'
import { dropPatterns, openAnswers, simplify } from './simplify.ts'

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
  const described = { table: problems, schema: problemSchema(problems) }
  const shared = createShared()
  const byPath = Map.groupBy(endpoints, ({ path }) => path)
  const paths = Object.fromEntries(
    [...byPath].map(([path, some]) => [
      path,
      Object.fromEntries(
        some.map((endpoint) => [
          endpoint.method.toLowerCase(),
          describeEndpoint(endpoint, described, shared),
        ]),
      ),
    ]),
  )
  const { headers, responses } = shared
  const created = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Broadtape',
        version,
        description,
        contact: { name: 'Broadtape contributors' },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This server' }],
      security: [],
      tags: tagsOf(endpoints),
      components: { securitySchemes: { bearerAuth }, headers, responses },
      paths,
    },
    { override: openAnswers, outputIdSuffix: answeredSuffix },
  )
  const document = nameSentSchemas(created)
  simplify(document)
  dropPatterns(document)
  for (const endpoint of endpoints) prefill(document, endpoint)
  shareParameters(document)
  nameAnswers(document)
  return document
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

interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  description?: string
  example?: unknown
  schema: { type?: string; description?: string; example?: unknown; examples?: unknown[] }
}

/**
 * Sets the examples of parameters. Swagger UI fills in `example` but not `examples`: required parameters have an
 * `example`, so that a request can be tried unchanged, and optional ones, which would narrow the answer, only `examples`.
 */
function prefill(document: Document, endpoint: Declared): void {
  const { path, method } = endpoint
  const { parameters = [] } = document.paths?.[path]?.[method.toLowerCase() as 'get'] ?? {}
  const values = valuesOf(path, (endpoint.method === 'GET' && endpoint.example) || '')
  for (const parameter of parameters as Parameter[]) {
    // The parameter says it too.
    const { example, description: _, ...schema } = parameter.schema
    const value = values.get(parameter.name) ?? example
    const shown = schema.type === 'integer' && typeof value === 'string' ? Number(value) : value
    parameter.schema = schema
    if (parameter.required) parameter.example = shown
    else if (example !== undefined) {
      parameter.schema.examples = [example]
      parameter.description += ` Example: \`${example}\`.`
    }
  }
}

/** The parameters of the path in an example URL. */
function valuesOf(path: string, example: string): Map<string, string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`)
  const values = pattern.exec(example.split('?', 1)[0] ?? '')?.slice(1) ?? []
  return new Map(names.flatMap((name, index) => (values[index] ? [[name, values[index]] as const] : [])))
}
