import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi'
import { cacheControl } from './caching.ts'
import { Problem, problemType } from './problem.ts'
import { type ProblemCodeName, problemCodes } from './problem-codes.ts'
import type { Operation } from './read.ts'

type Document = ReturnType<typeof createDocument>

/** What the document says of the service itself. */
export interface ApiInfo {
  readonly version: string
  readonly description: string
  readonly publicUrl: string | null
}

/** Describes every route that carries an operation, as OpenAPI 3.1. Must be registered before them. */
export async function describeApi(app: FastifyInstance, info: ApiInfo): Promise<void> {
  const operations: Operation[] = []
  app.addHook('onRoute', ({ method, config }) => {
    if (method === 'GET' && config?.operation) operations.push(config.operation)
  })
  await app.register(swagger, {
    openapi: { openapi: '3.1.0' },
    // The schemas are zod's, which the plugin cannot read: the paths are written below.
    transform: ({ url }) => ({ schema: { hide: true }, url }),
    // Two sets of types for the same document, which differ in what may be undefined.
    transformObject: () => toDocument(operations, info) as never,
  })
}

function toDocument(
  operations: readonly Operation[],
  { version, description, publicUrl }: ApiInfo,
): Document {
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: { title: 'Broadtape', version, description, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: publicUrl ?? '/', description: 'This server' }],
      security: [],
      tags: tags.map(([name, text]) => ({ name, description: text })),
      paths: Object.fromEntries(
        operations.map((operation) => [operation.path, { get: describe(operation) }]),
      ),
    },
    { override: simplify },
  )
  for (const operation of operations) addExamples(document, operation)
  return document
}

const tags = [
  ['Articles', 'Stories, their versions and what must stand beside them'],
  ['Corrections', 'The public record of what was corrected and retracted'],
  ['Product menus', 'The menus of an app, resolved for an audience'],
  ['Disclaimers', 'Legal texts, by language, jurisdiction and moment'],
  ['References', 'Entities, instruments and topics'],
  ['Events', 'The tape: everything that became public or stopped being so'],
  ['Operations', 'For those who run the server'],
] as const

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { operationId, tag, summary, description, parameters, query, example } = operation
  return {
    operationId,
    tags: [tag],
    summary,
    description: `${description}\n\nExample: \`GET ${example}\``,
    requestParams: { ...(parameters && { path: parameters }), ...(query && { query }) },
    responses: { ...success(operation), ...failures(operation) },
  }
}

function success({ answer, cache, redirects, query }: Operation): ZodOpenApiResponsesObject {
  const isList = query && 'limit' in query.shape
  const caching = cache === 'none' ? 'no-store' : cacheControl[cache]
  const validators = {
    ETag: header('Strong entity tag of these bytes in this content coding'),
    'Cache-Control': header(`\`${caching}\``),
    Vary: header('`Accept-Encoding`'),
  }
  return {
    200: {
      description: 'The answer',
      headers: {
        ...validators,
        ...(isList ? { Link: header('Address of the next page, `rel="next"`') } : {}),
        'Content-Language': header('Language of the content, where it has one'),
        'Last-Modified': header(
          'When the content or a disclaimer beside it last changed; on single resources',
        ),
        'Surrogate-Key': header('Ids in the answer, to purge shared caches by'),
        'X-Request-Id': header('Names this request in the log of the server'),
      },
      content: { 'application/json': { schema: answer } },
    },
    304: { description: 'Not modified: `If-None-Match` names the current entity tag', headers: validators },
    ...(redirects
      ? {
          308: {
            description: 'The article has another slug now',
            headers: { Location: header('The current address, relative') },
          },
        }
      : {}),
  }
}

/** Codes that any operation may answer with. */
const common: readonly ProblemCodeName[] = [
  'invalid-parameter',
  'unknown-parameter',
  'malformed-request',
  'invalid-key',
  'request-timeout',
  'uri-too-long',
  'headers-too-large',
  'internal-error',
  'storage-unavailable',
  'overloaded',
]

function failures({ problems = [], query, unavailable }: Operation): ZodOpenApiResponsesObject {
  const cursor: ProblemCodeName[] = query && 'cursor' in query.shape ? ['invalid-cursor'] : []
  const codes = [...common, ...cursor, ...problems]
  const byStatus = Map.groupBy(codes, (code) => problemCodes[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `${status}` as `${1 | 2 | 3 | 4 | 5}${string}`,
      {
        description: codes.map((code) => `\`${code}\`: ${problemCodes[code].title}`).join('. '),
        headers: {
          'X-Request-Id': header('Names this request in the log of the server'),
          ...(status === 401 ? { 'WWW-Authenticate': header('`Bearer`') } : {}),
          ...(status === 503 ? { 'Retry-After': header('Seconds to wait') } : {}),
        },
        content: {
          [problemType]: { schema: Problem },
          ...(status === 503 && unavailable ? { 'application/json': { schema: unavailable } } : {}),
        },
      },
    ]),
  )
}

const header = (description: string) => ({ description, schema: { type: 'string' as const } })

/** Leaves out what would bind clients to more than is promised, or say the same thing twice. */
function simplify({
  jsonSchema,
  io,
}: {
  jsonSchema: z.core.JSONSchema.BaseSchema
  io: 'input' | 'output'
}): void {
  // Fields may be added to answers.
  if (io === 'output') delete jsonSchema.additionalProperties
  // Patterns of what the format or the type says already.
  if (jsonSchema.format === 'date-time' || jsonSchema.type === 'integer') delete jsonSchema.pattern
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

/** Fills in the example request of an operation, so that it can be tried as it stands. */
function addExamples(document: Document, { path, example }: Operation): void {
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
