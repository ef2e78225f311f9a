import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { cacheControl } from '../edge/caching.ts'
import {
  type Declared,
  type Endpoint,
  jsonType,
  type ReadEndpoint,
  type WriteEndpoint,
} from '../endpoints/endpoint.ts'
import { mediaTypesOf } from '../endpoints/media-type.ts'
import { describeFailures, type Problems } from './failures.ts'
import { pascalCase, type Shared } from './shared.ts'

/** The OpenAPI operation of an endpoint. */
export function describeEndpoint(
  endpoint: Declared,
  problems: Problems,
  shared: Shared,
): ZodOpenApiOperationObject {
  const { operationId, tag, summary, description, access, parameters, query } = endpoint
  const write = writeOf(endpoint)
  const headers = write && headersOf(write)
  return {
    operationId,
    tags: [tag.name],
    summary,
    description: [description, ...remarksOn(endpoint)].join('\n\n'),
    ...(access !== 'public' && { security: access === 'token' ? [] : [{ bearerAuth: [] }] }),
    requestParams: {
      ...(parameters && { path: parameters }),
      ...(query && { query }),
      ...(headers && Object.keys(headers).length > 0 && { header: z.object(headers) }),
    },
    ...(write?.body && { requestBody: bodyOf(write, write.body) }),
    responses: { ...successOf(endpoint, shared), ...describeFailures(endpoint, problems, shared) },
  }
}

const writeOf = (endpoint: Declared): WriteEndpoint | null => (endpoint.method === 'GET' ? null : endpoint)

function remarksOn(endpoint: Declared): string[] {
  if (typeof endpoint.access !== 'string')
    return [`Scope: ${endpoint.access.map((one) => `\`${one}\``).join(' or ')}.`]
  return endpoint.method === 'GET' && endpoint.example ? [`Example: \`GET ${endpoint.example}\``] : []
}

function headersOf({ method, ifMatch, idempotency }: WriteEndpoint): Record<string, z.ZodType> {
  const text = z.string()
  const orNone = (isRequired: boolean) => (isRequired ? text : text.optional())
  return {
    ...(ifMatch && {
      'If-Match': orNone(ifMatch === 'required' && method !== 'PUT').meta({
        description:
          'Entity tag of the state that is being changed, from its `ETag`; `*` accepts any current state. PUT needs it where something is replaced.',
        example: '*',
      }),
    }),
    ...(method === 'POST' && {
      'Idempotency-Key': orNone(idempotency === 'required').meta({
        description:
          'Identifies this request: a retry with the same key within 24 hours gets the same answer and has no further effect. 1 to 255 printable ASCII characters.',
        example: 'my-request-1',
      }),
    }),
  }
}

function bodyOf({ method, example }: WriteEndpoint, schema: z.ZodType) {
  const content = { schema, ...(example !== undefined && { example }) }
  return {
    required: !schema.safeParse(undefined).success,
    content: Object.fromEntries(mediaTypesOf(method).map((type) => [type, content])),
  }
}

const contentOf = ({ mediaTypes = [jsonType] }: Endpoint, schema: z.ZodType) =>
  Object.fromEntries(mediaTypes.map((type) => [type.split(';', 1)[0], { schema }]))

const isList = ({ query }: Endpoint): boolean => query !== undefined && 'limit' in query.shape

/** Answers with a body are no components: swagger-typescript-api does not read the JSON of one that is. */
const successOf = (endpoint: Declared, shared: Shared): ZodOpenApiResponsesObject => {
  if (endpoint.method !== 'GET') return deskSuccess(endpoint, endpoint, shared)
  return endpoint.access === 'public' ? publicSuccess(endpoint, shared) : deskSuccess(endpoint, null, shared)
}

function publicSuccess(endpoint: ReadEndpoint, shared: Shared): ZodOpenApiResponsesObject {
  const { cache, redirects, answer } = endpoint
  const { header, response } = shared
  const validators = cache && {
    ETag: header('ETag', 'Strong entity tag of these bytes in this content coding'),
    'Cache-Control': header(`CacheControl${pascalCase(cache)}`, `\`${cacheControl[cache]}\``),
    Vary: header('Vary', '`Accept-Encoding`'),
  }
  return {
    200: {
      description: 'The answer',
      headers: {
        ...(validators
          ? { ...validators, ...describingHeaders(endpoint, shared) }
          : { 'Cache-Control': header('CacheControlNone', '`no-store`') }),
      },
      ...(answer && { content: contentOf(endpoint, answer) }),
    },
    ...(validators && {
      304: response(`NotModified${pascalCase(cache)}`, {
        description: 'Not modified: `If-None-Match` matches the current entity tag',
        headers: validators,
      }),
    }),
    ...(redirects && {
      308: response('NewSlug', {
        description: 'The article has a new slug',
        headers: { Location: header('CurrentUrl', 'The current URL, relative') },
      }),
    }),
  }
}

const describingHeaders = (endpoint: ReadEndpoint, { header }: Shared) => ({
  ...(isList(endpoint) && { Link: header('Link', 'URL of the next page, `rel="next"`, where it fits') }),
  ...(endpoint.link && { Link: header('OtherLink', endpoint.link) }),
  'Content-Language': header('ContentLanguage', 'Language of the content, if it has one'),
  'Last-Modified': header(
    'LastModified',
    'When the content or one of its disclaimers last changed; on single resources',
  ),
  'Surrogate-Key': header(
    'SurrogateKey',
    'For purging shared caches: the ids in the answer, and the collection of a list (`articles`, `menus`, `disclaimers`, `references`). Where the ids do not fit, their collections alone',
  ),
})

function deskSuccess(
  endpoint: Endpoint,
  write: WriteEndpoint | null,
  { header, response }: Shared,
): ZodOpenApiResponsesObject {
  const repeated = write?.method === 'POST' && {
    'Idempotency-Replayed': header(
      'IdempotencyReplayed',
      '`true` if this is the stored answer to an earlier request with the same key',
    ),
  }
  if (!endpoint.answer) return { 204: response('Done', { description: 'Done' }) }
  const status = write?.status ?? 200
  const etag = {
    ETag: header(
      'RevisionTag',
      'Entity tag for `If-Match`, changed by every accepted write; absent on some answers',
    ),
  }
  const content = contentOf(endpoint, endpoint.answer)
  return {
    [`${status}` as '200' | '201']: {
      description: status === 201 ? 'Created' : 'The answer',
      headers: {
        ...repeated,
        ...(isList(endpoint) ? {} : etag),
        ...(status === 201 && {
          Location: header('Location', 'Relative URL of the new object, if it has one'),
        }),
      },
      content,
    },
    ...(write?.mayCreate && {
      201: { description: 'Created', headers: { ...repeated, ...etag }, content },
    }),
  }
}
