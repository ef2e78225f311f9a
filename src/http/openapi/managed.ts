import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import type { ManagedOperation, ManagedWrite } from '../endpoints/managed.ts'
import { mediaTypesOf } from '../endpoints/media-type.ts'
import type { ProblemCodeName } from '../server/problem-codes.ts'
import { managementCaching } from '../server/surface.ts'
import { common, failuresFor, header } from './failures.ts'

/** An operation of management as its route carries it. */
export interface Managed {
  readonly method: 'GET' | ManagedWrite['method']
  readonly operation: ManagedOperation | ManagedWrite
}

/** What the document says of management. */
export function describeManaged(all: readonly Managed[]): ZodOpenApiPathsObject {
  const byPath = Map.groupBy(all, ({ operation }) => operation.path)
  return Object.fromEntries(
    [...byPath].map(([path, some]) => [
      path,
      Object.fromEntries(some.map((one) => [one.method.toLowerCase(), describe(one)])),
    ]),
  )
}

function describe(managed: Managed): ZodOpenApiOperationObject {
  const { operationId, tag, summary, description, parameters, query, scope } = managed.operation
  const write = writeOf(managed)
  const headers = write && headersOf(write)
  return {
    operationId,
    tags: [tag],
    summary,
    description: scope
      ? `${description}\n\nScope: ${scope.map((one) => `\`${one}\``).join(' or ')}.`
      : description,
    security: scope ? [{ bearerAuth: [] }] : [],
    requestParams: {
      ...(parameters && { path: parameters }),
      ...(query && { query }),
      ...(headers && Object.keys(headers).length > 0 && { header: z.object(headers) }),
    },
    ...(write?.body && { requestBody: bodyOf(write, write.body) }),
    responses: { ...successOf(managed), ...failuresFor(codesOf(managed)) },
  }
}

const writeOf = ({ method, operation }: Managed): ManagedWrite | null =>
  method === 'GET' ? null : (operation as ManagedWrite)

function headersOf({ method, ifMatch, idempotency }: ManagedWrite): Record<string, z.ZodType> {
  const text = z.string()
  const orNone = (isRequired: boolean) => (isRequired ? text : text.optional())
  return {
    ...(ifMatch && {
      'If-Match': orNone(ifMatch === 'required' && method !== 'PUT').meta({
        description:
          ifMatch === 'required' && method === 'PUT'
            ? 'Entity tag of the state that the change is made from; needed where it exists already'
            : 'Entity tag of the state that the change is made from',
      }),
    }),
    ...(method === 'POST' && {
      'Idempotency-Key': orNone(idempotency === 'required').meta({
        description:
          'Names this request, so that a repeat within 24 hours gets the same answer and has no second effect: 1 to 255 printable ASCII characters',
      }),
    }),
  }
}

function bodyOf({ method, example }: ManagedWrite, schema: z.ZodType) {
  const content = { schema, ...(example !== undefined && { example }) }
  return {
    required: !schema.safeParse(undefined).success,
    content: Object.fromEntries(mediaTypesOf(method).map((type) => [type, content])),
  }
}

function successOf(managed: Managed): ZodOpenApiResponsesObject {
  const { answer, query } = managed.operation
  const write = writeOf(managed)
  const headers = {
    'Cache-Control': header(`\`${managementCaching}\``),
    'X-Request-Id': header('Names this request in the log of the server'),
    ...(write?.method === 'POST' && {
      'Idempotency-Replayed': header(
        '`true` where this is the answer to an earlier request with the same key',
      ),
    }),
  }
  if (!answer) return { 204: { description: 'Done', headers } }
  const status = write?.status ?? 200
  const isList = query && 'limit' in query.shape
  const etag = {
    ETag: header('Changes with every accepted write; to be sent in `If-Match`. Where there is one'),
  }
  const content = { 'application/json': { schema: answer } }
  return {
    [`${status}` as '200' | '201']: {
      description: status === 201 ? 'Created' : 'The answer',
      headers: {
        ...headers,
        ...(isList ? {} : etag),
        ...(status === 201 && { Location: header('Its address, relative. Where it has one') }),
      },
      content,
    },
    ...(write?.mayCreate && {
      201: { description: 'Created', headers: { ...headers, ...etag }, content },
    }),
  }
}

function codesOf(managed: Managed): ProblemCodeName[] {
  const { scope, query, problems = [] } = managed.operation
  const write = writeOf(managed)
  return [
    ...new Set<ProblemCodeName>([
      ...common,
      ...(scope ? (['missing-key', 'insufficient-scope'] as const) : []),
      'rate-limited',
      ...(query && 'cursor' in query.shape ? (['invalid-cursor'] as const) : []),
      ...(write
        ? (['invalid-body', 'storage-full', 'body-too-large', 'unsupported-media-type'] as const)
        : []),
      ...(write?.ifMatch ? (['stale-revision'] as const) : []),
      ...(write?.ifMatch === 'required' ? (['if-match-required'] as const) : []),
      ...(write?.method === 'POST'
        ? (['invalid-idempotency-key', 'idempotency-mismatch', 'idempotency-in-progress'] as const)
        : []),
      ...problems,
    ]),
  ]
}
